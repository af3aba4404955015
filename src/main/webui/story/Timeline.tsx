import { count, duration, plural, visible } from '../format';
import { Chip } from '../parts/Chip';
import { Facts } from '../parts/Facts';
import { Icon } from '../parts/Icon';
import { When } from '../parts/When';
import type { Mark } from '../status';
import type { DeadLetterNote, Explanation, Place, Story, StoryStep } from '../wire';
import { letterPath } from '../letters/path';

/** What happened, in the order of time; what is still to come stands last. */
export function Timeline({ story }: { story: Story }) {
  const written = story.steps.find((it) => it.step === 'placed')?.written_at ?? null;
  return (
    <ol className="timeline" data-testid="timeline">
      {inOrder(story).map((it) => (
        <li key={it.step} data-testid={`step-${it.step}`}>
          <Bullet mark={markOf(it)} />
          <b>{titleOf(it)}</b>
          <span className="after mono">{it.step !== 'placed' && after(written, it.at)}</span>
          <div className="told">
            <p>{visible(it.words)}</p>
            {it.step === 'fraud' && it.fraud && <Rules explanation={it.fraud} />}
            <Facts
              kind="small-facts"
              facts={[
                ['at', it.at && <When at={it.at} full />],
                ['record', it.place && <Record place={it.place} writtenAt={it.written_at} />],
                ['waited', it.waited_ms !== null && duration(it.waited_ms)],
                ['worked', it.worked_ms !== null && duration(it.worked_ms)],
                ['attempts', it.payment?.attempts !== undefined && count(it.payment.attempts)],
                ['record', letterOf(story, it) && <LetterLink letter={letterOf(story, it)} />],
                ['before it', it.behind !== null && plural(it.behind, 'record')],
              ]}
            />
          </div>
        </li>
      ))}
      {others(story).map((it) => (
        <Letter key={it.place} letter={it} />
      ))}
    </ol>
  );
}

/** The letter that a step ended in. */
function letterOf(story: Story, step: StoryStep): DeadLetterNote | undefined {
  return story.dead_letters.find((it) => it.place === step.letter);
}

/** Letters that no step speaks of: of groups that came round to it later, or of another record. */
function others(story: Story): DeadLetterNote[] {
  const told = new Set(story.steps.map((it) => letterOf(story, it)));
  return story.dead_letters.filter((it) => !told.has(it));
}

function LetterLink({ letter }: { letter: DeadLetterNote | undefined }) {
  return letter && <a href={letterPath(letter.place)}>dead letter {letter.place}</a>;
}

/** The order itself first; a step without a time of its own keeps its place behind the one before. */
function inOrder(story: Story): StoryStep[] {
  let last = 0;
  return story.steps
    .map((step) => {
      if (step.step === 'placed') last = 0;
      else if (step.at) last = Date.parse(step.at);
      return { step, at: step.state === 'WAITING' ? Infinity : step.at ? last : 0 };
    })
    .sort((a, b) => (a.at === b.at ? 0 : a.at - b.at))
    .map((it) => it.step);
}

function titleOf({ step, state, verdict }: StoryStep): string {
  if (state === 'DEAD_LETTER') return step === 'placed' ? 'Refused' : `${NAMES[step]} gave up`;
  if (state === 'WAITING') return `${NAMES[step]} to come`;
  if (state === 'UNKNOWN') return `${NAMES[step]}: not known`;
  switch (verdict) {
    case 'FLAGGED':
      return 'Flagged by fraud';
    case 'PASSED':
      return 'Passed the fraud check';
    case 'PAID':
      return 'Paid';
    case 'DECLINED':
      return 'Payment declined';
    case 'NOT_CHARGED':
      return 'Not charged';
    case 'CANCELLED':
      return 'Placed and cancelled';
  }
  return step === 'placed' ? 'Placed' : 'Stored';
}

const NAMES: Record<StoryStep['step'], string> = {
  placed: 'The order',
  fraud: 'Fraud check',
  payment: 'Payment',
  stored: 'Store',
};

function markOf({ state, verdict }: StoryStep): Mark {
  if (state === 'DEAD_LETTER') return { word: '', icon: 'cross', tone: 'bad' };
  if (state === 'WAITING') return { word: '', icon: 'clock', tone: 'run' };
  if (state === 'UNKNOWN') return { word: '', icon: 'dash', tone: 'muted' };
  if (verdict === 'FLAGGED') return { word: '', icon: 'flag', tone: 'warn' };
  if (verdict === 'DECLINED') return { word: '', icon: 'cross', tone: 'bad' };
  if (verdict === 'NOT_CHARGED') return { word: '', icon: 'dash', tone: 'muted' };
  return { word: '', icon: 'check', tone: 'ok' };
}

function Bullet({ mark }: { mark: Mark }) {
  return (
    <span className={`bullet ${mark.tone}`}>
      <Icon name={mark.icon} />
    </span>
  );
}

/** What each rule asked for, and what it found. */
function Rules({ explanation }: { explanation: Explanation }) {
  return (
    <>
      {explanation.rules.map((rule) => (
        <div className="rule" key={rule.rule} data-testid="rule">
          <p>
            Rule <span className="mono">{rule.rule}</span>, version{' '}
            <span className="mono">{rule.version}</span>, as{' '}
            <span className="mono">{explanation.process}</span> judges it now
            {rule.near_miss && <Chip mark={{ word: 'Near miss', icon: 'bang', tone: 'warn' }} />}
          </p>
          <table className="checks">
            <thead>
              <tr>
                <th scope="col">Input</th>
                <th scope="col">Was</th>
                <th scope="col">Rule asks for</th>
                <th scope="col">Holds</th>
              </tr>
            </thead>
            <tbody>
              {rule.checks.map((it) => (
                <tr key={it.input}>
                  <th scope="row">{it.input}</th>
                  <td className="mono">{it.value}</td>
                  <td>{it.asks}</td>
                  <td>{it.holds ? 'yes' : 'no'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </>
  );
}

function Letter({ letter }: { letter: DeadLetterNote }) {
  return (
    <li data-testid="step-letter">
      <Bullet mark={{ word: '', icon: 'cross', tone: 'bad' }} />
      <b>Dead letter{letter.group && ` of ${letter.group}`}</b>
      <span className="after mono" />
      <div className="told">
        <p>{visible(letter.reason)}</p>
        <Facts
          kind="small-facts"
          facts={[
            ['at', <When at={letter.at} full />],
            ['record', <LetterLink letter={letter} />],
            ['attempts', letter.attempts !== null && count(letter.attempts)],
          ]}
        />
      </div>
    </li>
  );
}

function Record({ place, writtenAt }: { place: Place; writtenAt: string | null }) {
  return (
    <>
      <span
        className="mono"
        title={`topic ${place.topic}, partition ${place.partition}, offset ${count(place.offset)}`}
      >
        {place.topic}-{place.partition}@{place.offset}
      </span>
      {writtenAt && (
        <>
          , written <When at={writtenAt} />
        </>
      )}
    </>
  );
}

function after(from: string | null, to: string | null): string {
  if (!from || !to) return '';
  const ms = Date.parse(to) - Date.parse(from);
  return Number.isNaN(ms) ? '' : ms < 0 ? duration(ms) : `+${duration(ms)}`;
}
