// Totals by minute, gathered into the bars of a chart. Pure.

import type { MinuteTotal } from './wire';

export interface Bar {
  /** ms since 1970 */
  from: number;
  whole: number;
  part: number;
}

export const RANGES = {
  '1h': { name: '1 h', words: 'the last hour', minutes: 60, step: 1 },
  '6h': { name: '6 h', words: 'the last 6 hours', minutes: 360, step: 5 },
  '24h': { name: '24 h', words: 'the last 24 hours', minutes: 1_440, step: 15 },
} as const;

export type Range = keyof typeof RANGES;

export function rangeOf(text: string | null): Range {
  return text === '6h' || text === '24h' ? text : '1h';
}

const MINUTE = 60_000;

/** The begin of the bar that `at` falls into. */
export function floor(at: number, step: number): number {
  return Math.floor(at / (step * MINUTE)) * step * MINUTE;
}

/**
 * One bar each `step` minutes, empty ones too, up to the one that `to` falls into.
 *
 * @param value what of a total counts: orders may be added up over currencies, amounts may not
 */
export function bars(
  totals: readonly MinuteTotal[],
  range: Range,
  to: number,
  value: (total: MinuteTotal) => { whole: number; part: number },
): Bar[] {
  const { minutes, step } = RANGES[range];
  const last = floor(to, step);
  const count = minutes / step;
  const found = Array.from({ length: count }, (_, index) => ({
    from: last - (count - 1 - index) * step * MINUTE,
    whole: 0,
    part: 0,
  }));
  const first = found[0]?.from ?? 0;
  for (const total of totals) {
    const bar = found[Math.floor((Date.parse(total.minute) - first) / (step * MINUTE))];
    if (!bar) continue;
    const { whole, part } = value(total);
    bar.whole += whole;
    bar.part += part;
  }
  return found;
}
