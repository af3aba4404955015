import { brief, count } from '../format';
import type { Reading } from '../hooks';
import { Bars } from '../parts/Bars';
import { Tabs } from '../parts/Tabs';
import { When } from '../parts/When';
import { bars, RANGES, type Bar, type Range } from '../series';
import type { MinuteTotal, Summary } from '../wire';
import { SummaryPanel } from './SummaryPanel';

export const RANGE_CHOICES = Object.entries(RANGES).map(([range, it]) => [range, it.name] as const);

/** How many orders came in, by the time they were placed, and how many of those are paid. */
export function Throughput({ range, reading }: { range: Range; reading: Reading<Summary> }) {
  return (
    <SummaryPanel
      title="Orders over time"
      testId="throughput"
      reading={reading}
      actions={<Tabs name="range" label="Range" chosen={range} choices={RANGE_CHOICES} />}
    >
      {(summary) => <Chart summary={summary} range={range} />}
    </SummaryPanel>
  );
}

/** The end of the range: now, or for the shortest one the newest order's minute if that is older. */
export function endOf(summary: Summary, range: Range): number {
  const newest = summary.by_minute.reduce((last, it) => Math.max(last, Date.parse(it.minute)), 0);
  const now = Date.parse(summary.as_of);
  const shown = RANGES[range].minutes * 60_000;
  return range === '1h' && newest > 0 && newest < now - shown ? newest : now;
}

/** What a range that ends there is called. */
export function wordsOf(summary: Summary, range: Range): string {
  return endOf(summary, range) < Date.parse(summary.as_of)
    ? 'the hour up to the newest order'
    : RANGES[range].words;
}

function Chart({ summary, range }: { summary: Summary; range: Range }) {
  const end = endOf(summary, range);
  const found = bars(summary.by_minute, range, end, orders);
  const words = wordsOf(summary, range);
  const most = found.reduce((a, b) => (b.whole > a.whole ? b : a), found[0]!);
  const all = sum(found, (it) => it.whole);
  const paid = sum(found, (it) => it.part);
  if (all === 0) {
    return (
      <p className="nothing">
        No order was placed in {words}.{' '}
        {summary.orders > 0 && <a href="/orders">All {count(summary.orders)} orders</a>}
      </p>
    );
  }
  return (
    <Bars
      bars={found}
      names={['orders', 'paid']}
      format={count}
      brief={brief}
      caption={
        <>
          <b>{count(all)}</b> {all === 1 ? 'order was' : 'orders were'} placed in {words}, of which{' '}
          <b>{count(paid)}</b> {paid === 1 ? 'is' : 'are'} paid; most, {count(most.whole)} in{' '}
          {RANGES[range].step} min, from <When at={new Date(most.from).toISOString()} clock />.
        </>
      }
    />
  );
}

const orders = (it: MinuteTotal) => ({ whole: it.orders, part: it.paid });

export function sum(found: readonly Bar[], value: (bar: Bar) => number): number {
  return found.reduce((total, it) => total + value(it), 0);
}
