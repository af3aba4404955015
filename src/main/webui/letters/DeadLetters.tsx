import { count, visible } from '../format';
import { useLive, useReading } from '../hooks';
import { OrderLink } from '../parts/columns';
import { Choice, Text } from '../parts/Field';
import { Fresh } from '../parts/Fresh';
import { List, type Column } from '../parts/List';
import { PageHead } from '../parts/PageHead';
import { Pager } from '../parts/Pager';
import { Panel } from '../parts/Panel';
import { Read } from '../parts/Read';
import { When } from '../parts/When';
import { useQuery } from '../route';
import type { DeadLetter, DeadLetterPage } from '../wire';
import { letterPath } from './path';
import { preview, sourceOf } from './record';

const EVERY_MS = 5_000;

/** Who refuses what was no order yet, and is in no group. */
const PRODUCER = 'producer';

const COLUMNS: Column<DeadLetter>[] = [
  {
    name: 'Letter',
    cell: (it) => (
      <a className="mono" href={letterPath(it.place)} data-opens={`letter=${it.place}`}>
        {it.place}
      </a>
    ),
  },
  { name: 'When', kind: 'quiet mono', cell: (it) => <When at={it.at} /> },
  { name: 'Why', kind: 'long', cell: (it) => visible(it.reason) },
  { name: 'Given up by', cell: (it) => it.group ?? 'the producer' },
  { name: 'Came from', kind: 'mono', cell: (it) => visible(sourceOf(it)) },
  {
    name: 'Order',
    cell: (it) => (it.order_id === null ? '–' : <OrderLink id={it.order_id} />),
  },
  { name: 'Record', kind: 'long quiet mono', cell: (it) => visible(preview(it.value, 60)) },
];

/** What could not be processed, why, and the record as it came. */
export function DeadLetters() {
  const query = useQuery();
  const group = query.get('group') ?? '';
  const order = query.get('order_id') ?? '';
  const cursor = query.get('cursor') ?? '';
  const given = Object.entries({ group, order_id: order, cursor }).filter(([, value]) => value);
  const path = `/api/dead-letters?${new URLSearchParams([['limit', '50'], ...given])}`;
  const reading = useReading<DeadLetterPage>(path, EVERY_MS, 'letters');
  const { data } = reading;
  return (
    <>
      <PageHead
        title="Dead letters"
        note="Records that could not be processed, kept byte for byte. Nothing else waits for them."
      />
      <section className="card" aria-label="Filters">
        <LetterFilter group={group} order={order} />
      </section>
      <Panel
        title={group || order ? 'Letters that match' : 'All letters'}
        testId="letters"
        stale={reading.old}
        note={data && <Fresh asOf={data.as_of} />}
      >
        <Read reading={reading} failed="The dead letters cannot be read." lines={6}>
          {(page) => (
            <>
              {page.dead_letters.length > 0 ? (
                <List
                  caption="Dead letters, newest first"
                  columns={COLUMNS}
                  rows={page.dead_letters}
                  idOf={(it) => it.place}
                  testId="letter"
                  selected={query.get('letter') ?? undefined}
                />
              ) : (
                <Nothing filtered={given.length > 0} page={page} />
              )}
              <Pager next={page.next} cursor={cursor} />
            </>
          )}
        </Read>
      </Panel>
    </>
  );
}

function Nothing({ filtered, page }: { filtered: boolean; page: DeadLetterPage }) {
  return (
    <p className="nothing" data-testid="no-letters">
      {page.next
        ? `None among the ${count(page.searched)} letters looked at so far; there are older ones.`
        : filtered
          ? 'No letter matches. '
          : 'None: every record could be processed.'}
      {filtered && !page.next && <a href="/dead-letters">Show all</a>}
    </p>
  );
}

function LetterFilter({ group, order }: { group: string; order: string }) {
  const groups = useLive((it) => it.overview?.groups);
  const names = new Set([...(groups ?? []).map((it) => it.group), ...(group ? [group] : [])]);
  names.delete(PRODUCER);
  return (
    <form
      className="filters"
      role="search"
      aria-label="Filter dead letters"
      onSubmit={(event) => event.preventDefault()}
    >
      <Choice name="group" label="Given up by" value={group} any="Anybody">
        <option value={PRODUCER}>the producer</option>
        {[...names].map((it) => (
          <option key={it}>{it}</option>
        ))}
      </Choice>
      <Text name="order_id" label="Order id" value={order} input={{ placeholder: '1042' }} />
    </form>
  );
}
