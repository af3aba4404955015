import { duration, visible } from '../format';
import { AMOUNT, COUNTRY, ORDER, PAYMENT } from '../parts/columns';
import type { Column } from '../parts/List';
import { PageHead } from '../parts/PageHead';
import { Tabs } from '../parts/Tabs';
import { When } from '../parts/When';
import { useQuery } from '../route';
import { rangeOf } from '../series';
import type { OrderDocument, PaymentSection } from '../wire';
import { OUTCOMES } from './filters';
import { OrderPanel } from './Orders';
import { PaidOverTime } from './PaidOverTime';
import { Sums } from './Sums';
import { useSummary } from './SummaryPanel';

const CHOICES = [
  ['PAID', 'Paid'],
  ['PENDING', 'Pending'],
  ['DECLINED', 'Declined'],
  ['NOT_CHARGED', 'Not charged'],
] as const;

const EMPTY: Record<string, string> = {
  PAID: 'No order is paid yet.',
  PENDING: 'No order is waiting for payment.',
  DECLINED: 'No payment was declined.',
  NOT_CHARGED: 'Every order was charged.',
};

const COLUMNS: Column<OrderDocument>[] = [
  ORDER,
  {
    name: 'Decided',
    kind: 'quiet mono',
    cell: ({ payment }) => {
      const at = payment?.paid_at ?? payment?.decided_at;
      return at ? <When at={at} /> : '–';
    },
  },
  AMOUNT,
  COUNTRY,
  PAYMENT,
  {
    name: 'Id or reason',
    kind: 'long',
    cell: ({ payment }) =>
      payment?.payment_id ? (
        <span className="mono">{visible(payment.payment_id)}</span>
      ) : (
        visible(payment?.reason)
      ),
  },
  {
    name: 'Took',
    kind: 'number quiet',
    cell: ({ payment }) => (payment ? took(payment) : '–'),
  },
];

/** Every order has exactly one outcome; here is which, and how much that is in each currency. */
export function Payments() {
  const query = useQuery();
  const range = rangeOf(query.get('range'));
  const reading = useSummary(range);
  const asked = query.get('outcome') ?? 'PAID';
  const outcome = OUTCOMES.find((it) => it === asked) ?? 'PAID';
  return (
    <>
      <PageHead title="Payments" note="Every order has exactly one outcome." />
      <div className="columns even">
        <Sums reading={reading} />
        <PaidOverTime range={range} reading={reading} />
      </div>
      <OrderPanel
        title="Payments"
        filters={{ payment: outcome }}
        columns={COLUMNS}
        actions={<Tabs name="outcome" label="Outcome" chosen={outcome} choices={CHOICES} />}
        empty={<p className="nothing">{EMPTY[outcome]}</p>}
      />
    </>
  );
}

/** By the payment role's own clock; a repeated attempt is said. */
function took({ started_at, paid_at, decided_at, attempts }: PaymentSection): string {
  const end = paid_at ?? decided_at;
  if (!started_at || !end) return '–';
  const time = duration(Date.parse(end) - Date.parse(started_at));
  return attempts !== undefined && attempts > 1 ? `${time}, ${attempts} attempts` : time;
}
