import { count, duration, rate } from '../format';
import { List, type Column } from '../parts/List';
import { State } from '../parts/Chip';
import { When } from '../parts/When';
import { health } from '../status';
import type { Instance, Process } from '../wire';

const COLUMNS: Column<Instance>[] = [
  {
    name: 'Role',
    cell: (it) => (
      <>
        {it.role}
        {it.instance > 0 && <span className="muted"> {it.instance}</span>}
      </>
    ),
  },
  {
    name: 'State',
    kind: 'state-cell',
    cell: (it) => (
      <>
        <State mark={health(it.status)} /> {it.detail}
        {it.source && <span className="muted"> {it.source}</span>}
      </>
    ),
  },
  { name: 'Rate', kind: 'number', cell: (it) => `${rate(it.rate)}/s` },
  { name: 'Heard', kind: 'number quiet', cell: (it) => `${duration(it.age_ms)} ago` },
  {
    name: 'Counts since its start',
    kind: 'long quiet',
    cell: (it) => <Counts counts={it.counts} />,
  },
];

/** Each process with the roles it plays. */
export function Processes({ processes }: { processes: readonly Process[] }) {
  if (processes.length === 0) return <p className="nothing">No process is reporting.</p>;
  return (
    <ul className="processes">
      {processes.map((it) => (
        <li key={it.process} data-testid="process">
          <div className="reader-head">
            <h3 className="mono">{it.process}</h3>
            <p className="muted">
              Orders {it.version ?? 'of unknown version'}
              {it.started_at && (
                <>
                  , started <When at={it.started_at} full />
                </>
              )}
              {it.address && (
                <>
                  , at <span className="mono">{it.address}</span>
                </>
              )}
            </p>
            <p className="roles">
              {it.roles.map((role) => (
                <span className="chip muted" key={role}>
                  {role}
                </span>
              ))}
            </p>
          </div>
          <List
            caption={`Roles of ${it.process}`}
            columns={COLUMNS}
            rows={it.instances}
            idOf={(instance) => `${instance.role}-${instance.instance}`}
            testId="instance"
          />
        </li>
      ))}
    </ul>
  );
}

/** Those that are not zero: the others say that nothing happened. */
function Counts({ counts }: { counts: Record<string, number> }) {
  const some = Object.entries(counts).filter(([, value]) => value !== 0);
  if (some.length === 0) return <>nothing yet</>;
  return (
    <span className="counts">
      {some.map(([name, value]) => (
        <span key={name}>
          {name.replaceAll('_us', '').replaceAll('_', ' ')}{' '}
          <b>{name.endsWith('_us') ? duration(value / 1_000) : count(value)}</b>
        </span>
      ))}
    </span>
  );
}
