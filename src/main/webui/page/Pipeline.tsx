import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { brief, bytes, count, duration, plural, rate } from '../format';
import { live, useLive } from '../hooks';
import { Chip, State } from '../parts/Chip';
import { Facts } from '../parts/Facts';
import { Failed, Loading, Panel } from '../parts/Panel';
import { Spark } from '../parts/Spark';
import { When } from '../parts/When';
import { groupHealth, health, isBehind, levelMark, outcomes, type Mark } from '../status';
import type { Group, OverviewFrame } from '../wire';

/** What a group's work becomes, by role; the names are those of the contract. */
const SINKS: Record<string, { name: string; kind: string }> = {
  fraud: { name: 'fraud-alerts', kind: 'topic' },
  payment: { name: 'payments', kind: 'topic' },
  analytics: { name: 'order_analytics', kind: 'store' },
};

/** The pipeline as it is: one topic, three groups that read it side by side. */
export function Pipeline() {
  const overview = useLive((it) => it.overview);
  const error = useLive((it) => it.overviewError);
  const stale = useLive((it) => it.stale);
  return (
    <Panel
      title="Pipeline"
      testId="pipeline"
      stale={stale}
      actions={overview && <Chip mark={levelMark(overview.state.lines[0]?.level)} />}
    >
      {overview ? (
        <div className="pipeline-box" data-stale={stale}>
          <Picture overview={overview} />
        </div>
      ) : error ? (
        <Failed what="The overview cannot be read." why={error} onRetry={live.refetch} />
      ) : (
        <Loading lines={6} />
      )}
    </Panel>
  );
}

function Picture({ overview }: { overview: OverviewFrame }) {
  const { intake, groups, broker, store } = overview;
  const fan = useRef<HTMLDivElement>(null);
  const from = useTopicAt(fan) * groups.length * 100;
  return (
    <div className="pipeline" data-groups={groups.length}>
      <div className="from">
        <Node name="Intake" sub="producer and HTTP" testId="stage-intake">
          <Big value={rate(intake.rate)} unit="orders/s" />
          <Rates stage="intake" label="Intake, orders a second" />
          <Facts
            kind="facts"
            facts={[
              ['In flight', count(intake.in_flight)],
              ['Accepted', brief(intake.accepted)],
              ['Rejected', brief(intake.rejected)],
              ['Failed', brief(intake.failed), intake.failed > 0],
            ]}
          />
        </Node>
        <Arrow />
        <Node name="orders" sub="topic" topic mark={health(broker.status)} testId="stage-orders">
          <p className="where">
            {broker.address}
            {broker.detail && <span className="detail">{broker.detail}</span>}
          </p>
        </Node>
      </div>
      <div className="fan" aria-hidden="true" ref={fan}>
        <svg viewBox={`0 0 60 ${groups.length * 100}`} preserveAspectRatio="none">
          {groups.map((it, row) => (
            <path key={it.group} d={branch(from, row)} />
          ))}
        </svg>
      </div>
      <ul className="groups">
        {groups.map((it) => (
          <li key={it.group}>
            <GroupLine group={it} store={store} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function GroupLine({ group, store }: { group: Group; store: OverviewFrame['store'] }) {
  const mark = groupHealth(group);
  const behind = isBehind(group);
  const tone = mark.tone === 'ok' ? '' : mark.tone;
  const sink = SINKS[group.role];
  return (
    <>
      <p className={behind ? 'edge warn' : 'edge'}>
        <span>lag </span>
        <b data-testid={`lag-${group.role}`}>{group.lag === null ? '–' : brief(group.lag)}</b>
      </p>
      <Node name={group.group} mark={mark} tone={tone} testId={`stage-${group.role}`} wide>
        <div className="group">
          <Big value={rate(group.rate)} unit="/s" />
          <Rates stage={group.role} label={`${group.group}, orders a second`} tone={tone} />
          <Facts
            kind="facts"
            facts={[
              ['In flight', count(group.in_flight)],
              ['p50', took(group.p50_ms)],
              ['p99', took(group.p99_ms)],
            ]}
          />
        </div>
        <p className="small-print">
          {group.detail && <span className="detail">{group.detail} · </span>}
          {[
            plural(group.instances, 'instance'),
            group.duplicates > 0 && `${plural(group.duplicates, 'repeat')} skipped`,
            group.rejected > 0 && `${plural(group.rejected, 'dead letter')}`,
            group.misplaced > 0 && `${brief(group.misplaced)} of them in the wrong partition`,
            group.settled_ids > 0 &&
              `${brief(group.settled_ids)} settled ${group.settled_ids === 1 ? 'id' : 'ids'} in ${bytes(group.settled_bytes)}`,
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </Node>
      <Arrow />
      <Node
        name={sink?.name ?? group.role}
        sub={sink?.kind ?? ''}
        topic
        testId={`sink-${group.role}`}
        {...(sink?.kind === 'store' ? { mark: health(store.status) } : {})}
      >
        <p className="where">
          {group.counted_since === null ? 'not counted yet' : outcomes(group)}
          {group.counted_since !== null && (
            <span className="since">
              {' '}
              since <When at={group.counted_since} clock />
            </span>
          )}
          {sink?.kind === 'store' && store.detail && <span className="detail">{store.detail}</span>}
        </p>
      </Node>
    </>
  );
}

/** A group that has handled nothing has no percentiles. */
function took(ms: number): string {
  return ms === 0 ? '–' : duration(ms);
}

interface NodeProps {
  name: string;
  sub?: string;
  mark?: Mark;
  tone?: string;
  topic?: boolean;
  wide?: boolean;
  testId: string;
  children: ReactNode;
}

function Node({ name, sub, mark, tone = '', topic, wide, testId, children }: NodeProps) {
  const kind = `node ${topic ? 'topic' : ''} ${wide ? 'wide' : ''} ${tone}`;
  return (
    <div className={kind} data-testid={testId}>
      <h3>
        <span className={topic || wide ? 'mono' : ''}>{name}</span>
        {sub && <small>{sub}</small>}
        {mark && <State mark={mark} />}
      </h3>
      {children}
    </div>
  );
}

function Big({ value, unit }: { value: string; unit: string }) {
  return (
    <p className="big">
      {value}
      <small>{unit}</small>
    </p>
  );
}

function Rates({ stage, label, tone = '' }: { stage: string; label: string; tone?: string }) {
  const rates = useLive((it) => it.history.get(stage)?.rates) ?? NONE;
  return <Spark rates={rates} label={label} tone={tone} />;
}

const NONE: readonly number[] = [];

function Arrow() {
  return <div className="arrow" aria-hidden="true" />;
}

/** How far down the fan the middle of the topic is, 0 to 1: beside it, or below the intake. */
function useTopicAt(fan: RefObject<HTMLElement | null>): number {
  const [at, setAt] = useState(0.5);
  useEffect(() => {
    const box = fan.current;
    const topic = box?.parentElement?.querySelector('.from .topic');
    if (!box || !topic) return;
    const observer = new ResizeObserver(() => {
      const { top, height } = box.getBoundingClientRect();
      const node = topic.getBoundingClientRect();
      if (height > 0) setAt((node.top + node.height / 2 - top) / height);
    });
    [box, topic, ...topic.parentElement!.children].forEach((it) => observer.observe(it));
    return () => observer.disconnect();
  }, [fan]);
  return at;
}

/** From the middle of the topic to the middle of one row. */
function branch(from: number, row: number): string {
  const to = row * 100 + 50;
  return `M0 ${from}C34 ${from} 22 ${to} 60 ${to}`;
}
