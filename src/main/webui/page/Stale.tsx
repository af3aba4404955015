import { age } from '../format';
import { useLive, useNow } from '../hooks';
import { Icon } from '../parts/Icon';
import { situation, type Tone } from '../status';

/**
 * What everybody must know on every page: that nothing is heard, or that something does not work.
 * It is announced when it begins; how long it lasts is only shown.
 */
export function Stale() {
  const stale = useLive((it) => it.stale);
  const frame = useLive((it) => it.overview);
  const wrong = frame && frame.status !== 'UP' ? situation(frame) : undefined;
  const problem = frame?.problems[0];
  return (
    <>
      <p role="status" className="hidden">
        {stale ? 'No news from the server.' : wrong?.text.replace(/: .*$/s, '.')}
      </p>
      {stale ? (
        <NoNews />
      ) : (
        wrong && <Outage {...wrong} word={problem?.fix ? 'What to do' : 'System'} />
      )}
    </>
  );
}

/** Says aloud what the grey says silently. */
function NoNews() {
  const heardAt = useLive((it) => it.heardAt);
  const now = useNow(1_000);
  return (
    <p className="stale-note" data-testid="stale">
      No news from the server. What you see was true <span>{age(now - heardAt)}</span> ago.
    </p>
  );
}

/** In one sentence; where it is told in full, a click away. */
function Outage({ tone, text, word }: { tone: Tone; text: string; word: string }) {
  return (
    <p className={`outage ${tone}`} data-testid="outage">
      <Icon name={tone === 'bad' ? 'cross' : 'bang'} /> {text.replace(/\.?$/, '.')}{' '}
      <a href="/system">{word}</a>
    </p>
  );
}
