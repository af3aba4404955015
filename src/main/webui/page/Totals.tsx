import type { ReactNode } from 'react';
import { atLeast, brief, count, rate } from '../format';
import { useLive } from '../hooks';
import { lag } from '../status';

/** How much, in six numbers. A dash is "not known", never zero. */
export function Totals() {
  const overview = useLive((it) => it.overview);
  const stale = useLive((it) => it.stale);
  const totals = overview?.totals;
  const behind = overview && lag(overview.groups);
  const dead = overview?.dead_letters;
  return (
    <dl className="card tiles" data-stale={stale} aria-label="Totals" data-testid="totals">
      <Tile name="Orders" id="orders" title={totals && count(totals.orders)}>
        {totals && brief(totals.orders)}
        <small>recorded</small>
      </Tile>
      <Tile name="Arriving" id="rate">
        {overview && rate(overview.intake.rate)}
        <small>orders/s</small>
      </Tile>
      <Tile name="Paid" id="paid" title={totals && count(totals.paid)}>
        {totals && brief(totals.paid)}
        {totals && totals.orders > 0 && <small>{share(totals.paid, totals.orders)}</small>}
      </Tile>
      <Tile name="Flagged" id="flagged" title={totals && count(totals.flagged)}>
        {totals && brief(totals.flagged)}
        {totals && totals.orders > 0 && <small>{share(totals.flagged, totals.orders)}</small>}
      </Tile>
      {totals?.conflicts !== undefined && totals.conflicts.all > 0 && (
        <Tile name="Conflicts" id="conflicts" alert title={count(totals.conflicts.all)}>
          {brief(totals.conflicts.all)}
          <small>
            <a href="/orders?conflict=true">Look at them</a>
          </small>
        </Tile>
      )}
      <Tile name="Lag" id="lag" title={behind === undefined ? 'not known' : count(behind)}>
        {behind !== undefined && brief(behind)}
        <small>{behind === undefined ? 'not known' : 'records, all groups'}</small>
      </Tile>
      <Tile
        name="Dead letters"
        id="dead-letters"
        alert={(dead?.count ?? 0) > 0}
        title={dead && atLeast(dead, count)}
      >
        {dead && atLeast(dead, brief)}
        <small>{overview && !dead ? 'not known' : 'kept'}</small>
      </Tile>
    </dl>
  );
}

interface TileProps {
  name: string;
  id: string;
  title?: string | null | undefined;
  alert?: boolean;
  children: ReactNode;
}

function Tile({ name, id, title, alert = false, children }: TileProps) {
  const [value, ...more] = Array.isArray(children) ? (children as ReactNode[]) : [children];
  const known = value !== undefined && value !== null && value !== false;
  return (
    <div className={alert ? 'tile alert' : 'tile'} data-testid={`total-${id}`}>
      <dt>{name}</dt>
      <dd title={title ?? undefined}>
        {known ? <span className="value">{value}</span> : <span className="value unknown">–</span>}
        {more}
      </dd>
    </div>
  );
}

/** 0.04 % is not 0 %, and 99.96 % not 100 %. */
export function share(part: number, whole: number): string {
  const percent = (100 * part) / whole;
  if (part > 0 && percent < 0.1) return '<0.1 %';
  if (part < whole && percent > 99.9) return '>99.9 %';
  return `${percent.toFixed(percent === 0 || percent === 100 ? 0 : 1)} %`;
}
