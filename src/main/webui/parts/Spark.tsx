import { memo } from 'react';
import { rate } from '../format';

const WIDTH = 240;
const HEIGHT = 32;

interface SparkProps {
  rates: readonly number[];
  /** What is drawn, for those who do not see it: "fraud-group, orders a second". */
  label: string;
  tone?: string;
}

const PER_SECOND = 4;

/** Samples the width holds at the least: fifteen seconds. More history makes it tighter. */
const LEAST = 60;

/** The last minute of a rate. Scaled to its own highest value, from zero: a flat line is steady. */
export const Spark = memo(function Spark({ rates, label, tone = '' }: SparkProps) {
  const capacity = Math.max(LEAST, rates.length);
  const line = path(rates, capacity);
  const last = rates[rates.length - 1] ?? 0;
  const highest = rates.reduce((a, b) => Math.max(a, b), 0);
  return (
    <svg
      className={`spark ${tone}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label}, last ${Math.round(rates.length / PER_SECOND)} s: now ${rate(last)}, highest ${rate(highest)}`}
    >
      {line && <path className="area" d={`${line}V${HEIGHT}H${x(0, rates.length, capacity)}Z`} />}
      <path className="line" d={line || `M0 ${HEIGHT - 1}H${WIDTH}`} />
    </svg>
  );
});

/** The newest value at the right edge; a short history leaves the left empty. */
export function path(rates: readonly number[], capacity: number): string {
  if (rates.length < 2) return '';
  const highest = Math.max(...rates, Number.MIN_VALUE);
  return rates
    .map((value, index) => {
      const y = HEIGHT - 1 - (value / highest) * (HEIGHT - 4);
      return `${index === 0 ? 'M' : 'L'}${x(index, rates.length, capacity)} ${round(y)}`;
    })
    .join('');
}

function x(index: number, length: number, capacity: number): number {
  return round(((capacity - length + index) / (capacity - 1)) * WIDTH);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
