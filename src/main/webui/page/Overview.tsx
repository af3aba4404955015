import { useQuery } from '../route';
import { rangeOf } from '../series';
import { Amounts } from './Amounts';
import { Countries } from './Countries';
import { OrdersTable } from './OrdersTable';
import { Pipeline } from './Pipeline';
import { useSummary } from './SummaryPanel';
import { Throughput } from './Throughput';
import { Totals } from './Totals';

/** Is it flowing, where does it wait, how much came in, from where? */
export function Overview({ order }: { order: string | undefined }) {
  const range = rangeOf(useQuery().get('range'));
  const reading = useSummary(range);
  return (
    <>
      <h1 className="hidden">Overview</h1>
      <Totals />
      <Pipeline />
      <div className="columns">
        <OrdersTable selected={order} />
        <div className="side">
          <Throughput range={range} reading={reading} />
          <Amounts />
          <Countries reading={reading} />
        </div>
      </div>
    </>
  );
}
