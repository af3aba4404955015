import { count, country } from '../format';
import type { Summary } from '../wire';
import { byCountry } from './Countries';
import { SummaryPanel, useSummary } from './SummaryPanel';
import { share } from './Totals';

const SHOWN = 12;

/** Where flagged orders come from, against how many come from there at all. */
export function FlaggedByCountry() {
  return (
    <SummaryPanel title="Flagged by country" testId="flagged-countries" reading={useSummary('1h')}>
      {(summary) => <Table summary={summary} />}
    </SummaryPanel>
  );
}

function Table({ summary }: { summary: Summary }) {
  const flagged = byCountry(summary.by_country)
    .filter((it) => it.flagged > 0)
    .sort((a, b) => b.flagged - a.flagged);
  if (flagged.length === 0) return <p className="nothing">None so far.</p>;
  return (
    <>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Country</th>
            <th scope="col" className="number">
              Flagged
            </th>
            <th scope="col" className="number">
              Orders
            </th>
            <th scope="col" className="number">
              Share
            </th>
          </tr>
        </thead>
        <tbody>
          {flagged.slice(0, SHOWN).map((it) => (
            <tr key={it.code}>
              <th scope="row">
                <a href={`/orders?flagged=true&country=${it.code}`}>{country(it.code)}</a>
              </th>
              <td className="number">{count(it.flagged)}</td>
              <td className="number muted">{count(it.orders)}</td>
              <td className="number muted">{share(it.flagged, it.orders)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {flagged.length > SHOWN && (
        <p className="nothing">and {count(flagged.length - SHOWN)} more countries</p>
      )}
    </>
  );
}
