import { Amounts } from './Amounts';
import { Countries } from './Countries';
import { OrdersTable } from './OrdersTable';
import { Pipeline } from './Pipeline';
import { Throughput } from './Throughput';
import { Totals } from './Totals';

/** Is it flowing, where does it wait, how much came in, from where? */
export function Overview({ order }: { order: string | undefined }) {
  return (
    <>
      <h1 className="hidden">Overview</h1>
      <Totals />
      <Pipeline />
      <div className="columns">
        <OrdersTable selected={order} />
        <div className="side">
          <Throughput />
          <Amounts />
          <Countries />
        </div>
      </div>
    </>
  );
}
