import { memo, useRef, type RefObject } from 'react';
import { count, country, money, rate } from '../format';
import { live, useLive, useNarrow } from '../hooks';
import { Chip } from '../parts/Chip';
import { Command } from '../parts/Copy';
import { Failed, Loading, Panel } from '../parts/Panel';
import { Personal } from '../parts/Personal';
import { PaymentChip } from '../parts/PaymentChip';
import { When } from '../parts/When';
import { orderPath } from '../route';
import { behindSince, fraud } from '../status';
import { idOf, type OrderDocument } from '../wire';
import { useHold } from './useHold';
import { useWindow } from './useWindow';
import type { Hold } from '../live/live';

/** Cards are tall, and other panels stand below them. */
const ON_A_PHONE = 12;

/** The newest orders as they arrive. It is a window on them, and says how small a one. */
export function OrdersTable({ selected }: { selected: string | undefined }) {
  const all = useLive((it) => it.orders);
  const phone = useNarrow(720);
  const orders = phone ? all.slice(0, ON_A_PHONE) : all;
  const known = useLive((it) => it.ordersKnown);
  const error = useLive((it) => it.ordersError);
  const stale = useLive((it) => it.stale);
  const held = useLive((it) => it.held);
  const body = useRef<HTMLDivElement>(null);
  useHold(body, holdLive);
  return (
    <Panel
      title="Live orders"
      testId="orders"
      className="orders-panel"
      note={<Note />}
      actions={
        <>
          {held !== 'scroll' && <Unseen />}
          <a href="/orders">All orders</a>
        </>
      }
    >
      {held === 'scroll' && (
        <div className="afloat">
          <Unseen arrow="↑ " />
        </div>
      )}
      <div ref={body} data-stale={stale}>
        {orders.length > 0 ? (
          <Table body={body} orders={orders} selected={selected} />
        ) : error ? (
          <Failed what="The orders cannot be read." why={error} onRetry={live.refetch} />
        ) : known ? (
          <NoOrders />
        ) : (
          <Loading lines={8} />
        )}
      </div>
    </Panel>
  );
}

const holdLive = (reason: Hold | undefined) => live.hold(reason);

interface TableProps {
  body: RefObject<HTMLElement | null>;
  orders: readonly OrderDocument[];
  selected: string | undefined;
}

/** Rows are slots that orders pass through: writing into one is cheaper than making a new one. */
function Table({ body, orders, selected }: TableProps) {
  const [drawn, height] = useWindow(body, orders.length);
  return (
    <table className="orders" aria-rowcount={orders.length + 1}>
      <caption className="hidden">The newest orders, newest first</caption>
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col" className="placed">
            Placed
          </th>
          <th scope="col" className="id">
            Order
          </th>
          <th scope="col" className="customer">
            Customer
          </th>
          <th scope="col" className="country">
            Country
          </th>
          <th scope="col" className="amount number">
            Amount
          </th>
          <th scope="col" className="fraud">
            Fraud
          </th>
          <th scope="col" className="payment">
            Payment
          </th>
        </tr>
      </thead>
      <tbody>
        {orders.slice(0, drawn).map((it, slot) => (
          <Row key={slot} slot={slot} order={it} selected={idOf(it) === selected} />
        ))}
      </tbody>
      <tfoot aria-hidden="true" style={{ height: (orders.length - drawn) * height }} />
    </table>
  );
}

interface RowProps {
  slot: number;
  order: OrderDocument;
  selected: boolean;
}

const Row = memo(function Row({ slot, order, selected }: RowProps) {
  const id = idOf(order);
  return (
    <tr
      className={selected ? 'selected' : ''}
      aria-rowindex={slot + 2}
      data-testid="order-row"
      data-order={id}
    >
      <td className="placed mono">
        {order.created_at ? <When at={order.created_at} narrow /> : '–'}
      </td>
      <th scope="row" className="id">
        <a
          className="mono"
          href={orderPath(id)}
          data-opens={`order=${id}`}
          aria-current={selected ? 'true' : undefined}
        >
          {id}
        </a>
      </th>
      <td className="customer mono">
        <Personal value={order.customer_id} />
      </td>
      <td className="country">
        {order.country ? (
          <>
            <span className="country-code">{order.country}</span>{' '}
            <span className="country-name">{country(order.country)}</span>
          </>
        ) : (
          '–'
        )}
      </td>
      <td className="amount number">
        {order.amount === undefined ? '–' : money(order.amount, order.currency ?? 'USD')}
      </td>
      <td className="fraud">
        <Chip mark={fraud(order)} />
      </td>
      <td className="payment">
        <PaymentChip order={order} />
      </td>
    </tr>
  );
});

/** How much of what happens is in sight: never more than it is. */
function Note() {
  const held = useLive((it) => it.held);
  const paused = useLive((it) => it.paused);
  if (!held && !paused) return <Sample />;
  return <span className="held">{paused ? 'Paused.' : held && HOLDS[held]}</span>;
}

function Sample() {
  const sample = useLive((it) => it.sample);
  const shown = useLive((it) => it.orders.length);
  const behind = useLive((it) => behindSince(it.overview));
  if (shown === 0) return null;
  if (behind !== undefined) {
    return (
      <span className="held" data-testid="sample">
        Not live: the store is catching up
        {behind !== '' && (
          <>
            {' '}
            and has the orders of <When at={behind} clock />
          </>
        )}
        .
      </span>
    );
  }
  const all = sample.shown >= sample.changed;
  return (
    <span data-testid="sample">
      {all ? (
        <>
          The newest first. <b>{rate(sample.rate)}</b> changes/s, all of them shown.
        </>
      ) : (
        <>
          A sample: <b>{count(sample.shown * 4)}</b> of <b>{rate(sample.rate)}</b> changes/s. Search
          finds every order.
        </>
      )}
    </span>
  );
}

export const HOLDS: Record<Hold, string> = {
  pointer: 'The list waits while you point at it.',
  scroll: 'The list waits while you are further down.',
  selection: 'The list waits while text is selected.',
  focus: 'The list waits while a row has the focus.',
};

function Unseen({ arrow = '' }: { arrow?: string }) {
  const held = useLive((it) => it.held);
  const paused = useLive((it) => it.paused);
  const unseen = useLive((it) => it.unseen);
  if ((!held && !paused) || unseen === 0) return null;
  return (
    <button
      type="button"
      className="button unseen"
      onClick={() => {
        live.catchUp();
        document.querySelector('.orders-panel')?.scrollIntoView({ block: 'start' });
      }}
      data-testid="unseen"
    >
      {arrow}
      {count(unseen)} new
    </button>
  );
}

export function NoOrders() {
  return (
    <div className="empty" data-testid="orders-empty">
      <p>
        <b>No orders yet.</b> <a href="/import">Import a file</a>, or send one:
      </p>
      <Command
        label="send an order"
        text={`curl -X POST ${location.origin}/api/orders -H 'content-type: application/json' \\
  -d '{"order_id": 1, "amount": 249.99, "currency": "USD", "country": "US"}'`}
      />
    </div>
  );
}
