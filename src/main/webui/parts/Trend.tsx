import { memo } from 'react';
import { plural } from '../format';
import { path } from './Spark';

interface TrendProps {
  /** The last minute, oldest first. */
  samples: readonly { at: string; lag: number }[];
  label: string;
}

/** A lag over the last minute, from zero to its highest, and in words whether it grows. */
export const Trend = memo(function Trend({ samples, label }: TrendProps) {
  const lags = samples.map((it) => it.lag);
  const line = path(lags, Math.max(60, lags.length));
  const words = inWords(lags);
  return (
    <figure className="trend">
      <svg
        className="spark"
        viewBox="0 0 240 32"
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}, last minute: ${words}`}
      >
        {line && <path className="area" d={`${line}V32H${/^M(\S+)/.exec(line)?.[1] ?? 0}Z`} />}
        {line && <path className="line" d={line} />}
      </svg>
      <figcaption>{words}</figcaption>
    </figure>
  );
});

/** The first third of the minute against the last. */
export function inWords(lags: readonly number[]): string {
  if (lags.length < 3) return 'Its trend is not known.';
  const third = Math.floor(lags.length / 3);
  const mean = (some: readonly number[]) => some.reduce((a, b) => a + b, 0) / some.length;
  const first = lags.slice(0, third);
  const last = lags.slice(-third);
  const before = mean(first);
  const now = mean(last);
  const highest = Math.max(...lags);
  if (highest === 0) return 'Nothing waited in the last minute.';
  // far from where it was, or a little, but without ever looking back
  const grows = now > 1.25 * before + 10 || Math.min(...last) > Math.max(...first) + 10;
  const shrinks = now < 0.8 * before - 10 || Math.max(...last) < Math.min(...first) - 10;
  const word = grows ? 'Grows' : shrinks ? 'Shrinks' : 'Steady';
  return `${word}; at most ${plural(highest, 'record')} in the last minute.`;
}
