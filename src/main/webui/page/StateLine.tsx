import { useState } from 'react';
import { age, plural } from '../format';
import { useLive, useNow } from '../hooks';
import { Icon } from '../parts/Icon';
import { Command } from '../parts/Copy';
import { When } from '../parts/When';
import { levelMark } from '../status';
import type { StateLine as Line } from '../wire';

/**
 * The state of the whole on every page, in the server's words: the worst of what is wrong, or that
 * all is well. The headline is announced when another problem takes its place; numbers in it that
 * change are only shown.
 */
export function StateLine() {
  const stale = useLive((it) => it.stale);
  const state = useLive((it) => it.overview?.state);
  const worst = state?.lines[0];
  return (
    <>
      <p role="status" className="hidden">
        {stale
          ? 'No news from the server.'
          : worst && <First key={`${worst.kind} ${worst.group}`} text={`${worst.title}.`} />}
      </p>
      {stale ? (
        <NoNews />
      ) : worst && state ? (
        <Worst line={worst} more={state.count - 1} />
      ) : (
        <p className="state-line muted" data-testid="state">
          Waiting for the server.
        </p>
      )}
    </>
  );
}

/** The text that it was made with, whatever it is given later. */
function First({ text }: { text: string }) {
  return useState(text)[0];
}

/** Says aloud what the grey says silently. */
function NoNews() {
  const heardAt = useLive((it) => it.heardAt);
  const now = useNow(1_000);
  return (
    <p className="state-line warn" data-testid="stale">
      <Icon name="clock" /> <b>No news from the server.</b> What you see was true{' '}
      <span>{age(now - heardAt)}</span> ago.
    </p>
  );
}

function Worst({ line, more }: { line: Line; more: number }) {
  const { level, title, text, since, fix } = line;
  const mark = levelMark(level);
  const well = level === 'WELL' || level === 'STARTING';
  return (
    <div className={`state-line ${mark.tone}`} data-testid="state" data-level={level}>
      <p>
        <Icon name={mark.icon} /> <b>{title}.</b> <span className="state-text">{text}</span>
        {!well && (
          <span className="state-more">
            {since !== null && (
              <>
                {' '}
                Since <When at={since} clock />.
              </>
            )}{' '}
            {fix.startsWith('/') && fix !== '/system' && <a href={fix}>What to do</a>}{' '}
            <a href="/system">{more > 0 ? plural(more, 'more problem') : 'System'}</a>
          </span>
        )}
      </p>
      {fix !== '' && !fix.startsWith('/') && <Command text={fix} label="Command that fixes it" />}
    </div>
  );
}
