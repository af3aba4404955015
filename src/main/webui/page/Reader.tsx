import type { ReactNode } from 'react';
import { brief, briefMoney, count, duration, money, plural, rate } from '../format';
import { Fresh } from '../parts/Fresh';
import { List, type Column } from '../parts/List';
import { Trend } from '../parts/Trend';
import type { GroupLag, Lag } from '../wire';

type Partition = GroupLag['partitions'][number];

const COLUMNS: Column<Partition>[] = [
  { name: 'Partition', kind: 'mono', cell: (it) => `${it.topic}-${it.partition}` },
  { name: 'Next offset', kind: 'number mono', cell: (it) => count(it.offset) },
  { name: 'End', kind: 'number mono quiet', cell: (it) => count(it.end) },
  {
    name: 'Behind',
    kind: 'number lead',
    cell: (it) => (it.lag === null ? '–' : plural(it.lag, 'record')),
  },
  { name: 'In time', kind: 'number', cell: (it) => behind(it) },
  { name: 'Money waiting', kind: 'number moneyed', cell: (it) => <Money lag={it} /> },
  { name: 'Caught up in', kind: 'number', cell: (it) => caughtUp(it) },
  { name: 'Handled', kind: 'number quiet', cell: (it) => perSecond(it.handled_rate) },
  { name: 'Written', kind: 'number quiet', cell: (it) => perSecond(it.arriving_rate) },
];

/** How far one group is behind, in every unit that somebody asks for, and where. */
export function Reader({ group }: { group: GroupLag }) {
  return (
    <li className="reader" data-testid={`reader-${group.role}`}>
      <div className="reader-head">
        <h3 className="mono">{group.group}</h3>
        <p className="muted">
          <Fresh asOf={group.as_of} completeUpTo={group.complete_up_to} />
        </p>
      </div>
      <dl className="lags">
        {group.lag === null ? (
          <Figure name="Behind" value="not known" />
        ) : (
          <Figure
            name="Behind"
            value={brief(group.lag)}
            unit={group.lag === 1 ? 'record' : 'records'}
          />
        )}
        <Figure name="In time" value={behind(group)} />
        <Figure name="Money waiting" value={<Money lag={group} />} />
        <Figure name="Caught up in" value={caughtUp(group)} />
        <Figure name="Handled" value={perSecond(group.handled_rate)} />
        <Figure name="Written" value={perSecond(group.arriving_rate)} />
      </dl>
      <Trend samples={group.trend} label={`${group.group}, records behind`} />
      <List
        caption={`Partitions of ${group.group}`}
        columns={COLUMNS}
        rows={group.partitions}
        idOf={(it) => `${it.topic}-${it.partition}`}
        testId={`partition-${group.role}`}
      />
    </li>
  );
}

interface FigureProps {
  name: string;
  value: ReactNode;
  unit?: string;
}

function Figure({ name, value, unit }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {unit && <small> {unit}</small>}
      </dd>
    </div>
  );
}

/** Each currency by itself; what is reckoned says so. */
function Money({ lag }: { lag: Lag }) {
  if (lag.money_waiting === null) return <>–</>;
  if (lag.money_waiting.length === 0) return <>none</>;
  return (
    <span className="moneys">
      {lag.money_waiting.map((it) => (
        <span key={it.currency} title={money(it.amount, it.currency)}>
          {lag.money_estimated && '≈ '}
          {briefMoney(it.amount, it.currency)}
        </span>
      ))}
    </span>
  );
}

function behind(lag: Lag): string {
  return lag.seconds_behind === null ? '–' : seconds(lag.seconds_behind);
}

/** Nobody asks for less than a tenth of a second of a measurement made once a second. */
function seconds(value: number): string {
  return value === 0 ? '0 s' : value < 0.1 ? '<0.1 s' : duration(value * 1_000);
}

/** While more arrives than is processed, never; what is on its way anyhow is no backlog. */
function caughtUp(lag: Lag): string {
  if (lag.lag === 0) return 'nothing waits';
  const { lag: waiting, handled_rate: handled, arriving_rate: arriving } = lag;
  if (waiting === null || handled === null || arriving === null) return '–';
  if (lag.seconds_behind !== null && lag.seconds_behind < 5) return 'keeps up';
  return handled > arriving ? seconds(waiting / (handled - arriving)) : 'never at this rate';
}

function perSecond(value: number | null): string {
  return value === null ? '–' : `${rate(value)}/s`;
}
