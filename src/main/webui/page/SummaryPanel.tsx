import type { ReactNode } from 'react';
import { useNow, useReading, type Reading } from '../hooks';
import { Fresh } from '../parts/Fresh';
import { Panel } from '../parts/Panel';
import { Read } from '../parts/Read';
import { floor, RANGES, type Range } from '../series';
import type { Summary } from '../wire';

/** Totals over everything, and by minute back over the range: read once for all panels of a page. */
export function useSummary(range: Range): Reading<Summary> {
  const now = useNow(10_000);
  const { minutes, step } = RANGES[range];
  const since = new Date(floor(now, step) - minutes * 60_000).toISOString();
  // without a begin the hour is that of the newest order, however long ago it was
  const path = range === '1h' ? '/api/summary' : `/api/summary?since=${since}`;
  return useReading<Summary>(path, range === '24h' ? 10_000 : 5_000, 'summary');
}

interface SummaryPanelProps {
  title: string;
  testId: string;
  reading: Reading<Summary>;
  lines?: number;
  actions?: ReactNode;
  children: (summary: Summary) => ReactNode;
}

/** A panel of totals: how fresh and how complete they are stands in its head. */
export function SummaryPanel(props: SummaryPanelProps) {
  const { title, testId, reading, lines = 6, actions, children } = props;
  const { data, old } = reading;
  return (
    <Panel
      title={title}
      testId={testId}
      stale={old}
      note={data && <Fresh asOf={data.as_of} completeUpTo={data.complete_up_to} />}
      actions={actions}
    >
      <Read reading={reading} failed="The totals cannot be read." lines={lines}>
        {children}
      </Read>
    </Panel>
  );
}
