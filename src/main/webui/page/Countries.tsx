import { age, briefMoney, country, count, money } from '../format';
import { useNow, useReading } from '../hooks';
import { Failed, Loading, Panel } from '../parts/Panel';
import type { CountryTotal, Summary } from '../wire';

const EVERY_MS = 5_000;
const SHOWN = 12;

/** Totals by country. Bars compare numbers of orders, the one thing that all countries share. */
export function Countries() {
  const { data, error, readAt, retry } = useReading<Summary>('/api/summary', EVERY_MS);
  const now = useNow(1_000);
  const old = data !== undefined && now - readAt > 3 * EVERY_MS;
  const countries = data && byCountry(data.by_country);
  const most = countries?.[0]?.orders ?? 0;
  return (
    <Panel
      title="By country"
      testId="countries"
      note={old ? `as of ${age(now - readAt)} ago` : 'orders, amounts, flagged'}
    >
      {error && <Failed what="The totals cannot be read." why={error.message} onRetry={retry} />}
      {countries && countries.length > 0 ? (
        <ul className="countries" data-stale={old}>
          {countries.slice(0, SHOWN).map((it) => (
            <li key={it.code} data-testid={`country-${it.code}`}>
              <span className="name">{country(it.code)}</span>
              <span className="bar" aria-hidden="true">
                <i style={{ width: `${(100 * it.orders) / most}%` }} />
              </span>
              <b className="number">{count(it.orders)}</b>
              <span className="sums">
                {it.sums.map((sum) => (
                  <span key={sum.currency} title={money(sum.amount, sum.currency)}>
                    {briefMoney(sum.amount, sum.currency)}
                  </span>
                ))}
              </span>
              <span className={it.flagged > 0 ? 'flagged warn' : 'flagged'}>
                {count(it.flagged)} flagged
              </span>
            </li>
          ))}
          {countries.length > SHOWN && (
            <li className="more">and {count(countries.length - SHOWN)} more countries</li>
          )}
        </ul>
      ) : countries ? (
        <p className="nothing">No orders yet.</p>
      ) : (
        !error && <Loading lines={6} />
      )}
    </Panel>
  );
}

interface Country {
  code: string;
  orders: number;
  flagged: number;
  sums: CountryTotal[];
}

/** One entry a country, most orders first; its currencies stay apart. */
export function byCountry(totals: readonly CountryTotal[]): Country[] {
  const countries = new Map<string, Country>();
  for (const it of totals) {
    const entry = countries.get(it.country) ?? { code: it.country, orders: 0, flagged: 0, sums: [] };
    entry.orders += it.orders;
    entry.flagged += it.flagged;
    entry.sums.push(it);
    countries.set(it.country, entry);
  }
  const found = [...countries.values()];
  found.forEach((it) => it.sums.sort((a, b) => b.orders - a.orders));
  return found.sort((a, b) => b.orders - a.orders || a.code.localeCompare(b.code));
}
