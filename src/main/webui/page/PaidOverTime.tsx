import { useId } from 'react';
import { briefMoney, money } from '../format';
import type { Reading } from '../hooks';
import { Bars } from '../parts/Bars';
import { Tabs } from '../parts/Tabs';
import { go, here, useQuery } from '../route';
import { bars, type Range } from '../series';
import type { Summary } from '../wire';
import { byCurrency } from './Sums';
import { SummaryPanel } from './SummaryPanel';
import { endOf, RANGE_CHOICES, sum, wordsOf } from './Throughput';

/** What was ordered and what of it is paid, in one currency. */
export function PaidOverTime({ range, reading }: { range: Range; reading: Reading<Summary> }) {
  const query = useQuery();
  const currencies = reading.data
    ? byCurrency(reading.data.by_country).map((it) => it.currency)
    : [];
  const chosen = query.get('currency') ?? currencies[0] ?? 'USD';
  const select = useId();
  return (
    <SummaryPanel
      title="Ordered and paid"
      testId="paid-over-time"
      reading={reading}
      actions={
        <>
          <label className="hidden" htmlFor={select}>
            Currency
          </label>
          <select
            id={select}
            value={chosen}
            onChange={(event) => go(here({ currency: event.target.value }))}
            data-testid="currency"
          >
            {[...new Set([chosen, ...currencies])].map((it) => (
              <option key={it}>{it}</option>
            ))}
          </select>
          <Tabs name="range" label="Range" chosen={range} choices={RANGE_CHOICES} />
        </>
      }
    >
      {(summary) => <Chart summary={summary} range={range} currency={chosen} />}
    </SummaryPanel>
  );
}

function Chart(props: { summary: Summary; range: Range; currency: string }) {
  const { summary, range, currency } = props;
  const its = summary.by_minute.filter((it) => it.currency === currency);
  const found = bars(its, range, endOf(summary, range), (it) => ({
    whole: it.amount,
    part: it.amount_paid,
  }));
  const format = (value: number) => money(value, currency);
  const ordered = sum(found, (it) => it.whole);
  if (ordered === 0) {
    return (
      <p className="nothing">
        Nothing was ordered in {currency} in {wordsOf(summary, range)}.
      </p>
    );
  }
  return (
    <Bars
      bars={found}
      names={['ordered', 'paid']}
      format={format}
      brief={(value) => briefMoney(value, currency)}
      caption={
        <>
          <b>{format(ordered)}</b> ordered in {wordsOf(summary, range)}, by the time of placing;{' '}
          <b>{format(sum(found, (it) => it.part))}</b> of it is paid.
        </>
      }
    />
  );
}
