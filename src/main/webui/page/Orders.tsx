import { useCallback, useRef, useState, type ReactNode } from 'react';
import { count } from '../format';
import { useReading } from '../hooks';
import type { Hold } from '../live/live';
import { AMOUNT, COUNTRY, CUSTOMER, FRAUD, ORDER, PAYMENT, PLACED, STATUS } from '../parts/columns';
import { Copy } from '../parts/Copy';
import { Fresh } from '../parts/Fresh';
import { List, type Column } from '../parts/List';
import { PageHead } from '../parts/PageHead';
import { Pager } from '../parts/Pager';
import { Panel } from '../parts/Panel';
import { Read } from '../parts/Read';
import { here, useQuery } from '../route';
import { useMay } from '../session';
import { idOf, type OrderDocument, type OrdersPage } from '../wire';
import { ActiveFilters, clear, FilterBar } from './FilterBar';
import { ask, filtersOf, type Filters } from './filters';
import { HOLDS, NoOrders } from './OrdersTable';
import { useHold } from './useHold';

const LIMIT = '50';
const EVERY_MS = 5_000;
const COLUMNS = [ORDER, PLACED, CUSTOMER, COUNTRY, AMOUNT, STATUS, FRAUD, PAYMENT];

/** Every order there is, by the filters of the server. */
export function Orders() {
  const filters = filtersOf(useQuery());
  const filtered = Object.keys(filters).length > 0;
  const sends = useMay('orders:send');
  return (
    <>
      <PageHead
        title="Orders"
        note="Search and filters cover every order in the store."
        actions={
          <>
            {sends && (
              <a className="button small" href="/import" data-testid="to-import">
                Import a file
              </a>
            )}
            <Copy text={location.href} label="Copy the link to this list" word="Copy link" />
            <Export filters={filters} format="csv" />
            <Export filters={filters} format="ndjson" />
          </>
        }
      />
      <section className="card" aria-label="Filters">
        <FilterBar filters={filters} />
        <ActiveFilters filters={filters} />
      </section>
      <OrderPanel
        title={filtered ? 'Orders that match' : 'All orders'}
        filters={filters}
        columns={COLUMNS}
        empty={
          filtered ? (
            <div className="empty" data-testid="no-match">
              <p>
                <b>No order matches.</b>{' '}
                <button type="button" className="link" onClick={clear}>
                  Clear the filters
                </button>
              </p>
            </div>
          ) : (
            <NoOrders />
          )
        }
      />
    </>
  );
}

/** All that match, not the page in sight; `id` is no filter of the export. */
function Export({ filters, format }: { filters: Filters; format: 'csv' | 'ndjson' }) {
  const { id, ...rest } = filters;
  const allowed = useMay('orders:export');
  if (id !== undefined || !allowed) return null;
  return (
    <a
      className="button small"
      href={ask('/api/export/orders', rest, { format })}
      download={`orders.${format}`}
      data-testid={`export-${format}`}
    >
      <span className="hidden">Export as </span>
      {format === 'csv' ? 'CSV' : 'NDJSON'}
    </a>
  );
}

interface OrderPanelProps {
  title: string;
  filters: Filters;
  columns: readonly Column<OrderDocument>[];
  empty: ReactNode;
  actions?: ReactNode;
}

/**
 * A list of orders from the server, page by page. It is read again every few seconds; rows hold
 * still under the pointer, and then say how many are new.
 */
export function OrderPanel({ title, filters, columns, empty, actions }: OrderPanelProps) {
  const query = useQuery();
  const cursor = query.get('cursor');
  const path = ask('/api/orders', filters, {
    limit: LIMIT,
    brief: 'true',
    count: 'true',
    ...(cursor ? { cursor } : {}),
  });
  const reading = useReading<OrdersPage>(path, EVERY_MS, 'orders');
  const { shown, held, newer, body, show } = useHeld(reading.data, reading.of);
  return (
    <div ref={body}>
      <Panel
        title={title}
        testId="order-list"
        stale={reading.old}
        note={
          shown && (
            <>
              <Matches page={shown} />
              {held ? (
                <span className="held">{HOLDS[held]}</span>
              ) : (
                <Fresh asOf={shown.as_of} completeUpTo={shown.complete_up_to} />
              )}
            </>
          )
        }
        actions={
          <>
            {newer > 0 && (
              <button
                type="button"
                className="button small unseen"
                onClick={show}
                data-testid="newer"
              >
                {newer >= Number(LIMIT) ? `${LIMIT} or more` : newer} new
              </button>
            )}
            {actions}
          </>
        }
      >
        <Read reading={reading} failed="The orders cannot be read." lines={10}>
          {() =>
            shown && shown.orders.length === 0 && shown.next ? (
              <>
                <p className="nothing">None so far. Older orders have not been looked at yet.</p>
                <Pager next={shown.next} cursor={cursor} />
              </>
            ) : shown && shown.orders.length > 0 ? (
              <>
                <List
                  caption={`${title}, newest first`}
                  columns={columns}
                  rows={shown.orders}
                  idOf={idOf}
                  testId="listed"
                  selected={query.get('order') ?? undefined}
                />
                <Pager next={shown.next} cursor={cursor} />
              </>
            ) : cursor ? (
              <p className="nothing">
                Nothing older. <a href={here({ cursor: undefined })}>Newest</a>
              </p>
            ) : (
              empty
            )
          }
        </Read>
      </Panel>
    </div>
  );
}

function Matches({ page }: { page: OrdersPage }) {
  if (!page.matches) return null;
  const { count: found, at_least } = page.matches;
  return (
    <span data-testid="matches">
      <b>
        {at_least ? 'at least ' : ''}
        {count(found)}
      </b>{' '}
      {found === 1 ? 'order' : 'orders'}
    </span>
  );
}

/** What is in sight stays in place while someone is at it; what it says of each order does not. */
function useHeld(page: OrdersPage | undefined, path: string | undefined) {
  const body = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<Hold>();
  const [kept, setKept] = useState<{ page: OrdersPage; path: string | undefined }>();
  useHold(body, setHeld);

  // React begins this render again at once, with the page in its place
  if (page && page !== kept?.page && (!held || kept?.path !== path)) setKept({ page, path });
  const before = kept?.page;
  const show = useCallback(() => setKept(undefined), []);
  if (!page || !before || page === before) return { shown: page, held, newer: 0, body, show };
  const now = new Map(page.orders.map((it) => [idOf(it), it]));
  const known = new Set(before.orders.map(idOf));
  return {
    shown: { ...before, orders: before.orders.map((it) => now.get(idOf(it)) ?? it) },
    held,
    newer: page.orders.filter((it) => !known.has(idOf(it))).length,
    body,
    show,
  };
}
