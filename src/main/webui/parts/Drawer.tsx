import type { ReactNode } from 'react';
import { close, step } from '../keys';

interface DrawerProps {
  testId: string;
  /** A heading with the id `drawer-title`. */
  title: ReactNode;
  head?: ReactNode;
  /** What the head says is no longer true, or may not be. */
  old: boolean;
  children: ReactNode;
}

/** What stands open beside a list, and walks along it. */
export function Drawer({ testId, title, head, old, children }: DrawerProps) {
  return (
    <aside className="drawer" aria-labelledby="drawer-title" data-testid={testId}>
      <div className="drawer-head">
        <div className="line">
          {title}
          <DrawerButton name="Previous row" hint="K" onClick={() => step(-1)} sign="↑" />
          <DrawerButton name="Next row" hint="J" onClick={() => step(1)} sign="↓" />
          <DrawerButton name="Close" hint="Esc" onClick={close} sign="✕" />
        </div>
        {head && <div data-stale={old}>{head}</div>}
      </div>
      <div className="drawer-body">{children}</div>
    </aside>
  );
}

function DrawerButton(props: { name: string; hint: string; sign: string; onClick: () => void }) {
  const { name, hint, sign, onClick } = props;
  return (
    <button
      type="button"
      className="button square"
      aria-label={name}
      title={`${name} (${hint})`}
      onClick={onClick}
      data-testid={`drawer-${name.split(' ')[0]?.toLowerCase()}`}
    >
      {sign}
    </button>
  );
}
