import { briefMoney, country, count, money } from '../format';
import type { Reading } from '../hooks';
import type { CountryTotal, Summary } from '../wire';
import { SummaryPanel } from './SummaryPanel';

const SHOWN = 12;

/** Totals by country. Bars compare numbers of orders, the one thing that all countries share. */
export function Countries({ reading }: { reading: Reading<Summary> }) {
  return (
    <SummaryPanel title="By country" testId="countries" reading={reading}>
      {(summary) => <Bars countries={byCountry(summary.by_country)} />}
    </SummaryPanel>
  );
}

function Bars({ countries }: { countries: readonly Country[] }) {
  const most = countries[0]?.orders ?? 0;
  if (most === 0) return <p className="nothing">No orders yet.</p>;
  return (
    <ul className="countries">
      {countries.slice(0, SHOWN).map((it) => (
        <li key={it.code} data-testid={`country-${it.code}`}>
          <a className="name" href={`/orders?country=${it.code}`}>
            {country(it.code)}
          </a>
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
    const entry = countries.get(it.country) ?? {
      code: it.country,
      orders: 0,
      flagged: 0,
      sums: [],
    };
    entry.orders += it.orders;
    entry.flagged += it.flagged;
    entry.sums.push(it);
    countries.set(it.country, entry);
  }
  const found = [...countries.values()];
  found.forEach((it) => it.sums.sort((a, b) => b.orders - a.orders));
  return found.sort((a, b) => b.orders - a.orders || a.code.localeCompare(b.code));
}
