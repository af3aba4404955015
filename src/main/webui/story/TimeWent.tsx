import { useId } from 'react';
import { duration } from '../format';
import { useTable } from '../parts/useTable';
import type { Story } from '../wire';
import { shares, STEPS, timing, type Part, type Timing } from './timing';

/** Kafka's clock has milliseconds, no less. */
function took(ms: number): string {
  return ms === 0 ? '<1 ms' : duration(ms);
}

const KINDS: Record<Part['kind'], string> = {
  waiting: 'waiting',
  working: 'working',
  both: 'waiting and working, not told apart',
};

/** Where the time went: steps that ran side by side, each waiting and at work. */
export function TimeWent({ story }: { story: Story }) {
  const [table, asTable] = useTable();
  const hatch = useId().replace(/[^a-z0-9]/gi, '');
  const found = timing(story);
  if (found.lanes.length === 0) {
    return <p className="muted">Our records do not say how long its steps took.</p>;
  }
  const kinds = (['waiting', 'working', 'both'] as const).filter((kind) =>
    found.lanes.some((lane) => lane.parts.some((it) => it.kind === kind)),
  );
  return (
    <figure className="chart time-went" data-testid="time-went">
      <figcaption>{inWords(found)}</figcaption>
      <ol aria-hidden="true">
        {found.lanes.map((lane, place) => (
          <li key={lane.step}>
            <span>{STEPS[lane.step]}</span>
            <svg width="100%" height="14">
              {place === 0 && <Hatch id={hatch} />}
              <rect className="track" width="100%" height="14" rx="3" />
              {lane.parts.map((it, index) => (
                <rect
                  key={index}
                  className={it.kind}
                  fill={it.kind === 'waiting' ? `url(#${hatch})` : undefined}
                  x={`${100 * it.start}%`}
                  style={{ width: `max(2px, ${100 * it.length}%)` }}
                  height="14"
                  rx="2"
                >
                  <title>{`${KINDS[it.kind]}: ${took(it.ms)}`}</title>
                </rect>
              ))}
            </svg>
            <span className="number mono">{took(lane.until)}</span>
          </li>
        ))}
      </ol>
      <div className="legend">
        {kinds.map((kind) => (
          <span key={kind} className={`key ${kind}`}>
            {KINDS[kind]}
          </span>
        ))}
        {asTable}
      </div>
      {table && <Figures timing={found} />}
    </figure>
  );
}

/** Once for all lanes. */
function Hatch({ id }: { id: string }) {
  return (
    <defs>
      <pattern
        id={id}
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect className="hatch-ground" width="6" height="6" />
        <rect className="hatch-line" width="2.4" height="6" />
      </pattern>
    </defs>
  );
}

function Figures({ timing }: { timing: Timing }) {
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">Step</th>
          <th scope="col">What</th>
          <th scope="col" className="number">
            After
          </th>
          <th scope="col" className="number">
            Took
          </th>
        </tr>
      </thead>
      <tbody>
        {timing.lanes.flatMap((lane) =>
          lane.parts.map((it, index) => (
            <tr key={lane.step + index}>
              <th scope="row">{STEPS[lane.step]}</th>
              <td>
                {it.open ? 'waits still' : it.kind === 'both' ? 'waited and worked' : it.kind}
              </td>
              <td className="number mono">{duration(it.start * timing.total)}</td>
              <td className="number mono">{took(it.ms)}</td>
            </tr>
          )),
        )}
      </tbody>
    </table>
  );
}

/** The picture as a sentence. */
function inWords(timing: Timing): string {
  const { waiting, working, both } = shares(timing);
  const parts = [
    working > 0 && `${took(working)} at work`,
    waiting > 0 && `${took(waiting)} waiting to be taken up`,
    both > 0 && `${took(both)} of which our records do not tell waiting from work`,
  ].filter(Boolean);
  const open = timing.lanes.some((lane) => lane.parts.some((it) => it.open));
  const side = timing.lanes.length > 1 ? ' Steps run side by side.' : '';
  return `${took(timing.total)} ${open ? 'so far' : 'in all'}: ${parts.join(', ')}.${side}`;
}
