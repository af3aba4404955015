import { useEffect, useRef, useState, type ReactNode } from 'react';
import { country, count, duration, money } from '../format';
import { live, useReading } from '../hooks';
import { mentioned } from '../live/live';
import { Refused } from '../live/rest';
import { later } from '../live/rows';
import { Chip } from '../parts/Chip';
import { Copy } from '../parts/Copy';
import { Icon } from '../parts/Icon';
import { Boundary, Failed, Loading } from '../parts/Panel';
import { When } from '../parts/When';
import { go, orderPath } from '../route';
import { fraud, orderStatus, payment, verdict, type Mark } from '../status';
import { idOf, KNOWN_FIELDS, type OrderDocument } from '../wire';
import { typing } from './Header';

/** Until its outcome is known an order moves, and a frame may leave it out. */
const MOVING_MS = 2_000;
const SETTLED_MS = 10_000;

/** One order: docked beside the live table, so that both stay in sight. */
export function OrderDrawer({ id }: { id: string }) {
  const [settled, setSettled] = useState(false);
  const path = `/api${orderPath(id)}`;
  const { data, error, retry } = useReading<OrderDocument>(path, settled ? SETTLED_MS : MOVING_MS);
  const [frame, setFrame] = useState<OrderDocument>();
  const title = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    setFrame(undefined);
    setSettled(false);
    title.current?.focus({ preventScroll: true });
    return live.onMention((changed) => {
      const found = mentioned(changed, id);
      if (!found) return;
      setFrame(found);
      retry();
    });
  }, [id, retry]);

  const order =
    data && frame && idOf(frame) === id ? later(data, frame) : (data ?? (frame && idOf(frame) === id ? frame : undefined));
  const done = order?.payment !== undefined;
  useEffect(() => setSettled(done), [done]);
  useKeys(id);

  return (
    <aside className="drawer" aria-labelledby="drawer-title" data-testid="order-drawer">
      <div className="drawer-head">
        <div className="line">
          <h2 id="drawer-title" ref={title} tabIndex={-1}>
            <span className="muted">Order</span> <span className="mono">{id}</span>
          </h2>
          <button
            type="button"
            className="button square"
            aria-label="Newer order"
            title="Newer order (K)"
            onClick={() => step(id, -1)}
          >
            ↑
          </button>
          <button
            type="button"
            className="button square"
            aria-label="Older order"
            title="Older order (J)"
            onClick={() => step(id, 1)}
          >
            ↓
          </button>
          <button
            type="button"
            className="button square"
            aria-label="Close"
            title="Close (Esc)"
            onClick={() => close(id)}
            data-testid="drawer-close"
          >
            ✕
          </button>
        </div>
        {order && (
          <p className="headline">
            <span className="sum" data-testid="order-amount">
              {order.amount === undefined ? '–' : money(order.amount, order.currency ?? 'USD')}
            </span>
            <span data-testid="order-payment">
              <Chip mark={payment(order)} />
            </span>
            <span data-testid="order-fraud">
              <Chip mark={fraud(order)} />
            </span>
          </p>
        )}
      </div>
      <div className="drawer-body">
        <Boundary key={id}>
          {error && !(error instanceof Refused && error.status === 404 && order) && (
            <Problem id={id} error={error} retry={retry} />
          )}
          {order ? <Details order={order} /> : !error && <Loading lines={8} />}
        </Boundary>
      </div>
    </aside>
  );
}

function Problem({ id, error, retry }: { id: string; error: Error; retry: () => void }) {
  if (error instanceof Refused && error.status === 404) {
    return (
      <div className="empty" data-testid="order-unknown">
        <p>
          <b>No order {id}.</b> Nothing with this id has been recorded. If it is on its way, it
          shows here by itself.
        </p>
      </div>
    );
  }
  return <Failed what="The order cannot be read." why={error.message} onRetry={retry} />;
}

function Details({ order }: { order: OrderDocument }) {
  const more = Object.entries(order).filter(([name]) => !KNOWN_FIELDS.has(name));
  const record =
    order.kafka_partition === undefined
      ? undefined
      : `orders-${order.kafka_partition}@${order.kafka_offset ?? '?'}`;
  return (
    <>
      <dl className="details">
        <Fact name="Status">
          <Chip mark={orderStatus(order.status)} />
        </Fact>
        <Fact name="Customer">{order.customer_id ?? '–'}</Fact>
        <Fact name="Country">
          {order.country ? `${country(order.country)} (${order.country})` : '–'}
        </Fact>
        <Fact name="Record">
          {record ? (
            <span className="mono" title={`partition ${order.kafka_partition}, offset ${count(order.kafka_offset ?? 0)}`}>
              {record}
            </span>
          ) : (
            '–'
          )}
        </Fact>
        {order.payment?.payment_id && (
          <Fact name="Payment id" wide>
            <span className="mono">{order.payment.payment_id}</span>
          </Fact>
        )}
        {more.map(([name, value]) => (
          <Fact key={name} name={name}>
            {typeof value === 'object' ? JSON.stringify(value) : String(value)}
          </Fact>
        ))}
      </dl>
      <h3 className="section">What happened</h3>
      <ol className="timeline" data-testid="timeline">
        {happenings(order).map((it) => (
          <li key={it.title}>
            <span className={`bullet ${it.mark.tone}`}>
              <Icon name={it.mark.icon} />
            </span>
            <b>{it.title}</b>
            <span className="after mono">{it.after}</span>
            <p>
              {it.text}
              {it.at && (
                <span className="at mono">
                  <When at={it.at} full />
                </span>
              )}
            </p>
          </li>
        ))}
      </ol>
      <details className="raw">
        <summary>The document as JSON</summary>
        <div className="command">
          <pre tabIndex={0} aria-label="Document">
            {JSON.stringify(order, null, 2)}
          </pre>
          <Copy text={JSON.stringify(order, null, 2)} label="Copy the document" />
        </div>
      </details>
    </>
  );
}

interface Happening {
  title: string;
  mark: Mark;
  text: ReactNode;
  at?: string | undefined;
  after?: string;
}

/** What is known to have happened, in the order of time; what is still to come stands last. */
export function happenings(order: OrderDocument): Happening[] {
  const found: Happening[] = [];
  if (order.created_at) {
    const cancelled = order.status === 'CANCELLED';
    found.push({
      title: cancelled ? 'Placed and cancelled' : 'Placed',
      mark: { word: '', icon: 'dot', tone: 'ok' },
      text: 'The time is the shop’s own.',
      at: order.created_at,
    });
  }
  if (order.fraud) {
    const rule = order.fraud.rule && `Rule ${order.fraud.rule} ${order.fraud.rule_version ?? ''}`;
    found.push({
      title: 'Flagged by fraud',
      mark: { word: '', icon: 'flag', tone: 'warn' },
      text: (
        <>
          {verdict(order.fraud)} {rule} <span className="mono">{order.fraud.reason}</span>
        </>
      ),
      at: order.fraud.detected_at,
    });
  }
  if (order.payment) {
    const { status, reason, paid_at, decided_at } = order.payment;
    const mark = payment(order);
    found.push({
      title: status === 'PAID' ? 'Paid' : mark.word,
      mark,
      text: reason
        ? `${reason.replaceAll('_', ' ').toLowerCase()}.`
        : status === 'PAID' && order.payment.amount !== undefined
          ? `The gateway took ${money(order.payment.amount, order.payment.currency ?? order.currency ?? 'USD')}.`
          : '',
      at: paid_at ?? decided_at,
    });
  }
  if (order.processed_at) {
    found.push({
      title: 'Recorded by analytics',
      mark: { word: '', icon: 'check', tone: 'ok' },
      text:
        order.kafka_partition === undefined
          ? ''
          : `From orders, partition ${order.kafka_partition}, offset ${count(order.kafka_offset ?? 0)}.`,
      at: order.processed_at,
    });
  }
  found.sort((a, b) => Date.parse(a.at ?? '') - Date.parse(b.at ?? '') || 0);
  if (order.created_at) {
    const start = Date.parse(order.created_at);
    for (const it of found.slice(1)) if (it.at) it.after = after(Date.parse(it.at) - start);
  }
  if (!order.payment) {
    found.push({
      title: 'Payment pending',
      mark: { word: '', icon: 'clock', tone: 'run' },
      text: 'No outcome is known yet. It shows here by itself.',
    });
  }
  return found;
}

function after(ms: number): string {
  return Number.isNaN(ms) ? '' : ms < 0 ? duration(ms) : `+${duration(ms)}`;
}

function Fact({ name, wide, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? 'wide' : ''}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** To the order above or below in the live table; from one outside it, to the newest. */
function step(id: string, by: number): void {
  const { orders } = live.current();
  const at = orders.findIndex((it) => idOf(it) === id);
  const next = orders[at < 0 ? 0 : at + by];
  if (next) go(orderPath(idOf(next)));
}

function close(id: string): void {
  go('/');
  // after React has taken the drawer away: back to where the person came from
  setTimeout(() => document.querySelector<HTMLElement>(`[data-order="${CSS.escape(id)}"] a`)?.focus());
}

function useKeys(id: string): void {
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (typing(event) || document.querySelector('dialog[open]')) return;
      if (event.key === 'Escape') close(id);
      else if (event.key === 'j') step(id, 1);
      else if (event.key === 'k') step(id, -1);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', key);
    return () => document.removeEventListener('keydown', key);
  }, [id]);
}
