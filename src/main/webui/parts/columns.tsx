import { country, money } from '../format';
import { orderPath } from '../route';
import { fraud, orderStatus } from '../status';
import { idOf, type OrderDocument } from '../wire';
import { Chip } from './Chip';
import type { Column } from './List';
import { PaymentChip } from './PaymentChip';
import { Personal } from './Personal';
import { When } from './When';

type Orders = Column<OrderDocument>;

export function OrderLink({ id }: { id: string }) {
  return (
    <a className="mono" href={orderPath(id)} data-opens={`order=${id}`}>
      {id}
    </a>
  );
}

/** The columns that lists of orders have in common. */
export const ORDER: Orders = { name: 'Order', cell: (it) => <OrderLink id={idOf(it)} /> };

export const AMOUNT: Orders = {
  name: 'Amount',
  kind: 'number lead',
  cell: (it) => (it.amount === undefined ? '–' : money(it.amount, it.currency ?? 'USD')),
};

export const COUNTRY: Orders = {
  name: 'Country',
  cell: (it) =>
    it.country ? (
      <>
        {it.country} <span className="muted name">{country(it.country)}</span>
      </>
    ) : (
      '–'
    ),
};

export const PLACED: Orders = {
  name: 'Placed',
  kind: 'quiet mono',
  cell: (it) => (it.created_at ? <When at={it.created_at} /> : '–'),
};

export const CUSTOMER: Orders = {
  name: 'Customer',
  kind: 'quiet mono',
  cell: (it) => <Personal value={it.customer_id} />,
};

export const STATUS: Orders = {
  name: 'Status',
  cell: (it) => <Chip mark={orderStatus(it.status)} />,
};
export const FRAUD: Orders = { name: 'Fraud', cell: (it) => <Chip mark={fraud(it)} /> };
export const PAYMENT: Orders = { name: 'Payment', cell: (it) => <PaymentChip order={it} /> };
