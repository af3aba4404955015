import { Component, useId, type ReactNode } from 'react';

interface PanelProps {
  title: string;
  /** A sentence beside the title. */
  note?: ReactNode;
  /** Buttons and links at the right. */
  actions?: ReactNode;
  testId: string;
  className?: string;
  /** What the head says is as old as what the panel shows. */
  stale?: boolean;
  children: ReactNode;
}

/** A titled part of the page that fails, if it must, alone. */
export function Panel(props: PanelProps) {
  const { title, note, actions, testId, className = '', stale = false, children } = props;
  const id = useId();
  return (
    <section className={`card ${className}`} aria-labelledby={id} data-testid={testId}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
        {note && (
          <p className="note" data-stale={stale}>
            {note}
          </p>
        )}
        {actions && (
          <div className="actions" data-stale={stale}>
            {actions}
          </div>
        )}
      </div>
      <Boundary>{children}</Boundary>
    </section>
  );
}

/** Keeps the size of what will come. */
export function Loading({ lines = 3 }: { lines?: number }) {
  return (
    <div className="loading" role="status">
      <span className="hidden">Loading</span>
      {Array.from({ length: lines }, (_, line) => (
        <i key={line} />
      ))}
    </div>
  );
}

/** What went wrong, in a sentence, and the way on. */
export function Failed({ what, why, onRetry }: { what: string; why: string; onRetry: () => void }) {
  return (
    <div className="failed" role="alert">
      <p>
        <b>{what}</b> {why}
      </p>
      <button type="button" className="button small" onClick={onRetry}>
        Retry
      </button>
    </div>
  );
}

export class Boundary extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    return error ? (
      <Failed
        what="This part of the page failed."
        why={error.message}
        onRetry={() => this.setState({ error: undefined as never })}
      />
    ) : (
      this.props.children
    );
  }
}
