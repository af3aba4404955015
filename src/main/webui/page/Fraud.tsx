import { count, country, visible } from '../format';
import { useReading } from '../hooks';
import { AMOUNT, COUNTRY, ORDER, PAYMENT } from '../parts/columns';
import { Facts } from '../parts/Facts';
import { Fresh } from '../parts/Fresh';
import type { Column } from '../parts/List';
import { PageHead } from '../parts/PageHead';
import { Panel } from '../parts/Panel';
import { Read } from '../parts/Read';
import { When } from '../parts/When';
import { verdict } from '../status';
import type { FraudRule, FraudRules, OrderDocument } from '../wire';
import { FlaggedByCountry } from './FlaggedByCountry';
import { OrderPanel } from './Orders';

const COLUMNS: Column<OrderDocument>[] = [
  ORDER,
  {
    name: 'Detected',
    kind: 'quiet mono',
    cell: (it) => (it.fraud?.detected_at ? <When at={it.fraud.detected_at} /> : '–'),
  },
  AMOUNT,
  COUNTRY,
  {
    name: 'Why',
    kind: 'long',
    cell: (it) =>
      it.fraud ? (
        <>
          {visible(verdict(it.fraud))}{' '}
          {it.fraud.rule && <span className="muted">Rule {visible(it.fraud.rule)}.</span>}
        </>
      ) : (
        '–'
      ),
  },
  PAYMENT,
];

/** What was flagged and why, and by which rules. */
export function Fraud() {
  return (
    <>
      <PageHead
        title="Fraud"
        note="An alert says that a rule suspects an order; it does not stop the order."
      />
      <div className="columns">
        <OrderPanel
          title="Flagged orders"
          filters={{ flagged: 'true' }}
          columns={COLUMNS}
          actions={<a href="/orders?flagged=true">Filter and export</a>}
          empty={
            <p className="nothing" data-testid="no-alerts">
              No order is flagged. Whether the rules are asked at all is said under{' '}
              <a href="/system">System</a>.
            </p>
          }
        />
        <div className="side">
          <Rules />
          <FlaggedByCountry />
        </div>
      </div>
    </>
  );
}

function Rules() {
  const reading = useReading<FraudRules>('/api/fraud/rules', 5_000);
  return (
    <Panel
      title="Rules in force"
      testId="rules"
      stale={reading.old}
      note={reading.data && <Fresh asOf={reading.data.as_of} />}
    >
      <Read reading={reading} failed="The rules cannot be read.">
        {({ rules }) =>
          rules.length > 0 ? (
            <ul className="rules">
              {rules.map((it) => (
                <Rule key={it.rule + it.version} rule={it} />
              ))}
            </ul>
          ) : (
            <p className="nothing">
              No fraud process is reporting, so no rules are known. Start one with{' '}
              <code>--roles fraud</code>.
            </p>
          )
        }
      </Read>
    </Panel>
  );
}

/** Below the limit by a tenth at most: what the story of an order calls a near miss. */
const NEAR = 0.9;

function Rule({ rule }: { rule: FraudRule }) {
  const near = Math.round(rule.above * NEAR * 100) / 100;
  const excepted = rule.except.map(country).join(', ');
  return (
    <li data-testid={`rule-${rule.rule}`}>
      <h3 className="mono">{rule.rule}</h3>
      <p>
        Flags an order of more than <b>{rule.above}</b>, the number in its own currency
        {excepted && <>, unless it is from {excepted}</>}.
      </p>
      <Facts
        kind="small-facts"
        facts={[
          [
            'alerts',
            <>
              {count(rule.alerts)} since <When at={rule.since} clock />
            </>,
          ],
          ['reason', <span className="mono">{rule.reason}</span>],
          ['version', <span className="mono">{rule.version}</span>],
          [
            rule.processes.length === 1 ? 'process' : 'processes',
            <span className="mono">{rule.processes.join(', ')}</span>,
          ],
        ]}
      />
      <p>
        <a href={`/orders?flagged=false&amount_min=${near}&amount_max=${rule.above}`}>
          Just below: {near} to {rule.above}, not flagged
        </a>
      </p>
    </li>
  );
}
