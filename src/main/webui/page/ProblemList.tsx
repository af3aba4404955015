import { plural } from '../format';
import { Chip } from '../parts/Chip';
import { Command } from '../parts/Copy';
import { Panel } from '../parts/Panel';
import { When } from '../parts/When';
import { levelMark } from '../status';
import type { Problems, SystemProblem } from '../wire';
import { Acknowledge } from './Acknowledge';

/** What somebody must act on, worst first, each with what ends it. Nothing while all is well. */
export function ProblemList({ problems, problem_count: count }: Problems) {
  if (problems.length === 0) return null;
  const hidden = count - problems.length;
  return (
    <Panel
      title="Problems"
      testId="problems"
      note="Worst first. A problem leaves this list when it is solved."
    >
      <ul className="problems">
        {problems.map((it) => (
          <Item key={[it.kind, it.group, it.topic].join(' ')} problem={it} />
        ))}
      </ul>
      {hidden > 0 && <p className="nothing">{plural(hidden, 'more problem')} not shown.</p>}
    </Panel>
  );
}

function Item({ problem }: { problem: SystemProblem }) {
  const { kind, severity, text, since, fix } = problem;
  return (
    <li data-testid={`problem-${kind}`}>
      <p className="problem-head">
        <Chip mark={levelMark(severity)} />
        <span className="muted">
          since <When at={since} clock />
        </span>
      </p>
      <p className="problem-text">{text.replace(/\.?$/, '.')}</p>
      {kind === 'records-lost' && <Acknowledge key={text} problem={problem} />}
      {fix.startsWith('/') ? (
        <p>
          <a href={fix}>What to do</a>
        </p>
      ) : (
        fix && <Command text={fix} label="Command that fixes it" />
      )}
    </li>
  );
}
