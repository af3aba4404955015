import { visible } from '../format';
import { useReading } from '../hooks';
import { Chip } from '../parts/Chip';
import { Choice, Text } from '../parts/Field';
import { Fresh } from '../parts/Fresh';
import { List, type Column } from '../parts/List';
import { PageHead } from '../parts/PageHead';
import { Pager } from '../parts/Pager';
import { Panel } from '../parts/Panel';
import { Read } from '../parts/Read';
import { When } from '../parts/When';
import { useQuery } from '../route';
import type { Operation, OperationPage } from '../wire';
import { Integrity } from './Integrity';
import { ACTIONS, actionOf, onWhat, outcome } from './words';

const EVERY_MS = 5_000;

const COLUMNS: Column<Operation>[] = [
  {
    name: 'When',
    kind: 'mono',
    cell: (it) => (
      <a href={`/operations?operation=${it.offset}`} data-opens={`operation=${it.offset}`}>
        {it.at === undefined ? `offset ${it.offset}` : <When at={it.at} />}
      </a>
    ),
  },
  { name: 'Who', kind: 'strong', cell: (it) => who(it) },
  { name: 'Action', cell: actionOf },
  { name: 'On what', kind: 'long quiet', cell: (it) => onWhat(it) || '–' },
  { name: 'Why', kind: 'long', cell: (it) => visible(it.why, 120) },
  { name: 'From', kind: 'quiet mono', cell: (it) => visible(it.from || undefined) },
  { name: 'Result', kind: 'lead', cell: (it) => <Chip mark={outcome(it)} /> },
];

/** Nobody had to say who they are, or Orders did it itself. */
export function who({ who: name, action }: Operation): string {
  if (name !== '') return visible(name);
  return action === 'root' || action === 'others' ? 'Orders' : 'anybody';
}

/** Who did what, newest first, and whether this record of it is whole. */
export function Operations() {
  const query = useQuery();
  const name = query.get('who') ?? '';
  const action = query.get('action') ?? '';
  const day = query.get('day') ?? '';
  const cursor = query.get('cursor') ?? '';
  const given = Object.entries({ who: name, action, day, cursor }).filter(([, value]) => value);
  const path = `/api/operations?${new URLSearchParams([['limit', '50'], ...given])}`;
  const reading = useReading<OperationPage>(path, EVERY_MS, 'operations');
  const { data } = reading;
  const filtered = Boolean(name || action || day);
  return (
    <>
      <PageHead
        title="Record of operations"
        note="Who changed, exported or imported something, read dead letters, or was refused."
      />
      <Integrity page={data} old={reading.old} />
      <section className="card" aria-label="Filters">
        <form
          className="filters"
          role="search"
          aria-label="Filter operations"
          onSubmit={(event) => event.preventDefault()}
        >
          <Text name="who" label="Who" value={name} input={{ placeholder: 'anna' }} />
          <Choice name="action" label="Action" value={action}>
            {[...new Set([...Object.keys(ACTIONS), ...(action ? [action] : [])])].map((it) => (
              <option key={it} value={it}>
                {ACTIONS[it] ?? it}
              </option>
            ))}
          </Choice>
          <Text name="day" label="Day, UTC" value={day} input={{ type: 'date' }} />
        </form>
      </section>
      <Panel
        title={filtered ? 'Operations that match' : 'All operations'}
        testId="operations"
        stale={reading.old}
        note={data && <Fresh asOf={data.as_of} />}
      >
        <Read reading={reading} failed="The record cannot be read." lines={6}>
          {(page) => (
            <>
              {page.operations.length > 0 ? (
                <List
                  caption="Operations, newest first"
                  columns={COLUMNS}
                  rows={page.operations}
                  idOf={(it) => `${it.offset}`}
                  testId="operation"
                  selected={query.get('operation') ?? undefined}
                />
              ) : (
                <Nothing filtered={filtered} more={page.next !== null} />
              )}
              <Pager next={page.next === null ? null : `${page.next}`} cursor={cursor} />
            </>
          )}
        </Read>
      </Panel>
    </>
  );
}

function Nothing({ filtered, more }: { filtered: boolean; more: boolean }) {
  return (
    <p className="nothing" data-testid="no-operations">
      {more
        ? 'None among the records looked at so far; there are older ones.'
        : filtered
          ? 'No record matches. '
          : 'Nothing was done yet that leaves a record.'}
      {filtered && !more && <a href="/operations">Show all</a>}
    </p>
  );
}
