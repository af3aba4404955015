import { useEffect } from 'react';
import { live, useLive, useNow } from '../hooks';
import { age } from '../format';
import { Amounts } from './Amounts';
import { Countries } from './Countries';
import { OrdersTable } from './OrdersTable';
import { Pipeline } from './Pipeline';
import { Totals } from './Totals';
import { typing } from './Header';

export function Overview({ order }: { order: string | undefined }) {
  useSpace();
  return (
    <>
      <h1 className="hidden">Overview</h1>
      <Stale />
      <Totals />
      <Pipeline />
      <div className="columns">
        <OrdersTable selected={order} />
        <div className="side">
          <Amounts />
          <Countries />
        </div>
      </div>
    </>
  );
}

/** Says aloud what the grey says silently. */
function Stale() {
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

function useSpace(): void {
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key !== ' ' || event.repeat || typing(event)) return;
      // where Space already means something it keeps its meaning
      if ((event.target as HTMLElement).closest('button, a, summary, pre, dialog')) return;
      event.preventDefault();
      live.togglePause();
    };
    document.addEventListener('keydown', key);
    return () => document.removeEventListener('keydown', key);
  }, []);
}
