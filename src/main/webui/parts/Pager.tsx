import { here } from '../route';

interface PagerProps {
  /** Where the next page begins; null on the last one. */
  next: string | null;
  /** Where this one begins; nothing on the first. */
  cursor: string | null;
}

/** To older rows, and back to the newest. */
export function Pager({ next, cursor }: PagerProps) {
  if (!next && !cursor) return null;
  return (
    <nav className="pager" aria-label="Pages">
      {cursor && (
        <a className="button" href={here({ cursor: undefined })} data-testid="newest">
          Newest
        </a>
      )}
      {next ? (
        <a className="button" href={here({ cursor: next })} data-testid="older">
          Older
        </a>
      ) : (
        <span className="muted">The oldest.</span>
      )}
    </nav>
  );
}
