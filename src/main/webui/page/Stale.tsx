import { age } from '../format';
import { useLive, useNow } from '../hooks';

/** Says aloud what the grey says silently. */
export function Stale() {
  const stale = useLive((it) => it.stale);
  const heardAt = useLive((it) => it.heardAt);
  const now = useNow(1_000);
  return (
    <div role="status" className="announce">
      {stale && (
        <p className="stale-note" data-testid="stale">
          No news from the server. What you see was true <span>{age(now - heardAt)}</span> ago.
        </p>
      )}
    </div>
  );
}
