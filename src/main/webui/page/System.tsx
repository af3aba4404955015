import type { ReactNode } from 'react';
import { age, plural } from '../format';
import { useReading } from '../hooks';
import { Chip } from '../parts/Chip';
import { Fresh } from '../parts/Fresh';
import { PageHead } from '../parts/PageHead';
import { Panel } from '../parts/Panel';
import { Read } from '../parts/Read';
import { When } from '../parts/When';
import { health } from '../status';
import type { Status, System } from '../wire';
import { ProblemList } from './ProblemList';
import { Processes } from './Processes';
import { Reader } from './Reader';

const EVERY_MS = 2_000;

/** What runs, how far behind it is, and whether broker and store are well. */
export function SystemPage() {
  const reading = useReading<System>('/api/system', EVERY_MS);
  const { data } = reading;
  return (
    <>
      <PageHead
        title="System"
        note={data && <Fresh asOf={data.as_of} />}
        actions={data && <Chip mark={health(data.status)} />}
      />
      <Read reading={reading} failed="The system cannot be read." lines={10}>
        {(system) => (
          <div className="stack">
            <ProblemList {...system} />
            <Parts system={system} />
            <Panel
              title="Readers"
              testId="readers"
              note="How far each group is behind what was written, in records, in time and in money."
            >
              {system.groups.length > 0 ? (
                <ul className="readers">
                  {system.groups.map((it) => (
                    <Reader key={it.group} group={it} />
                  ))}
                </ul>
              ) : (
                <p className="nothing">No group is known yet: the broker has not answered.</p>
              )}
            </Panel>
            <Panel
              title="Processes"
              testId="processes"
              note="Those heard in the last 3 s, on the bus that they share."
            >
              <Processes processes={system.processes} />
            </Panel>
          </div>
        )}
      </Read>
    </>
  );
}

function Parts({ system }: { system: System }) {
  const { broker, store, processes } = system;
  const oldest = processes
    .map((it) => it.started_at)
    .filter((it) => it !== null)
    .sort()[0];
  const versions = [...new Set(processes.map((it) => it.version ?? 'unknown'))];
  return (
    <div className="parts">
      <Part name="Broker" status={broker.status} detail={broker.detail} testId="broker">
        <span className="mono">{broker.address}</span>
      </Part>
      <Part name="Store" status={store.status} detail={store.detail} testId="store">
        {store.orders === null ? 'not asked yet' : plural(store.orders, 'order')}
        {store.stubs !== null && store.stubs > 0 && (
          <>, and {plural(store.stubs, 'order')} known only by an outcome</>
        )}
        {store.as_of && (
          <>
            , as of <When at={store.as_of} clock />
          </>
        )}
      </Part>
      <Part name="Running" testId="running">
        {plural(processes.length, 'process', 'processes')} of Orders {versions.join(', ')}
        {oldest && <>, the oldest up for {age(Date.parse(system.as_of) - Date.parse(oldest))}</>}
      </Part>
    </div>
  );
}

interface PartProps {
  name: string;
  status?: Status;
  detail?: string;
  testId: string;
  children: ReactNode;
}

function Part({ name, status, detail, testId, children }: PartProps) {
  return (
    <section className="card health" aria-label={name} data-testid={testId}>
      <h2>
        {name}
        {status && <Chip mark={health(status)} />}
      </h2>
      <p>{children}</p>
      {detail && <p className="detail">{detail}</p>}
    </section>
  );
}
