import { memo, type ReactNode } from 'react';
import { time } from '../format';
import { usePreferences } from '../preferences';
import type { Bar } from '../series';
import { useTable } from './useTable';

interface BarsProps {
  bars: readonly Bar[];
  /** What the bars and their lower parts count: "orders", "paid". */
  names: [whole: string, part: string];
  format: (value: number) => string;
  /** For the scale, where there is little room. */
  brief: (value: number) => string;
  /** The picture in words. */
  caption: ReactNode;
}

/** Bars over time with a part of each filled in; the same as a table for who wants it. */
export const Bars = memo(function Bars({ bars, names, format, brief, caption }: BarsProps) {
  const { zone } = usePreferences();
  const [table, asTable] = useTable();
  const now = Date.now();
  const at = (ms: number) =>
    time(new Date(ms).toISOString(), zone, now).replace(/:\d\d\.\d{3}$/, '');
  const highest = Math.max(1e-9, ...bars.map((it) => it.whole));
  const share = (value: number) => `${((100 * value) / highest).toFixed(2)}%`;
  const width = 100 / bars.length;
  return (
    <figure className="chart">
      <figcaption>{caption}</figcaption>
      <div className="plot" aria-hidden="true">
        <p className="scale">
          <span>{brief(highest)}</span>
          <span>0</span>
        </p>
        <svg width="100%" height="100%">
          <line x1="0" x2="100%" y1="0.5" y2="0.5" />
          <line x1="0" x2="100%" y1="50%" y2="50%" />
          {bars.map((it, index) => (
            <g key={it.from}>
              <title>{`${at(it.from)}: ${format(it.whole)} ${names[0]}, ${format(it.part)} ${names[1]}`}</title>
              <rect className="slot" x={`${index * width}%`} width={`${width}%`} height="100%" />
              {[it.whole, it.part].map((value, part) => (
                <rect
                  key={part}
                  className={part === 0 ? 'whole' : 'part'}
                  x={`${(index + 0.1) * width}%`}
                  width={`${width * 0.8}%`}
                  y={`${100 - (100 * value) / highest}%`}
                  height={share(value)}
                />
              ))}
            </g>
          ))}
        </svg>
        <p className="times">
          {[0, Math.floor(bars.length / 2), bars.length - 1].map((index) => (
            <span key={index}>{bars[index] && at(bars[index].from)}</span>
          ))}
        </p>
      </div>
      <div className="legend">
        <span className="key part">{names[1]}</span>
        <span className="key whole">
          {names[0]}, not {names[1]}
        </span>
        {asTable}
      </div>
      {table && (
        <div className="figures" tabIndex={0} role="region" aria-label="The same as a table">
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">From</th>
                <th scope="col" className="number">
                  {names[0]}
                </th>
                <th scope="col" className="number">
                  {names[1]}
                </th>
              </tr>
            </thead>
            <tbody>
              {[...bars].reverse().map((it) => (
                <tr key={it.from}>
                  <th scope="row">{at(it.from)}</th>
                  <td className="number">{format(it.whole)}</td>
                  <td className="number">{format(it.part)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </figure>
  );
});
