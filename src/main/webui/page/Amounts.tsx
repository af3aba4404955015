import { briefMoney, count, money } from '../format';
import { useLive } from '../hooks';
import { Fresh } from '../parts/Fresh';
import { Loading, Panel } from '../parts/Panel';

/** Sums, each in its own currency. There is no grand total: currencies are not added up. */
export function Amounts() {
  const overview = useLive((it) => it.overview);
  const failed = useLive((it) => it.overviewError);
  const stale = useLive((it) => it.stale);
  const amounts = overview?.totals?.amounts;
  return (
    <Panel
      title="Amounts"
      testId="amounts"
      stale={stale}
      note={
        overview?.totals ? <Fresh asOf={overview.totals.as_of} /> : 'by currency, never added up'
      }
    >
      {amounts && amounts.length > 0 ? (
        <table className="plain" data-stale={stale}>
          <thead>
            <tr>
              <th scope="col">Currency</th>
              <th scope="col" className="number">
                Orders
              </th>
              <th scope="col" className="number">
                Ordered
              </th>
              <th scope="col" className="number">
                Paid
              </th>
            </tr>
          </thead>
          <tbody>
            {[...amounts]
              .sort((a, b) => b.orders - a.orders)
              .map((it) => (
                <tr key={it.currency} data-testid={`amount-${it.currency}`}>
                  <th scope="row">{it.currency}</th>
                  <td className="number muted">{count(it.orders)}</td>
                  <td className="number" title={money(it.amount, it.currency)}>
                    {briefMoney(it.amount, it.currency)}
                  </td>
                  <td className="number" title={money(it.amount_paid, it.currency)}>
                    {briefMoney(it.amount_paid, it.currency)}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      ) : overview || failed ? (
        <p className="nothing">{amounts ? 'Nothing ordered yet.' : 'Not known yet.'}</p>
      ) : (
        <Loading />
      )}
    </Panel>
  );
}
