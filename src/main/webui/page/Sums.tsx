import { count, money } from '../format';
import type { Reading } from '../hooks';
import { List, type Column } from '../parts/List';
import type { CountryTotal, FullTotal, Summary } from '../wire';
import { SummaryPanel } from './SummaryPanel';

const COLUMNS: Column<FullTotal>[] = [
  { name: 'Currency', cell: (it) => it.currency },
  { name: 'Orders', kind: 'number quiet', cell: (it) => count(it.orders) },
  { name: 'Ordered', kind: 'number sum', cell: (it) => money(it.amount, it.currency) },
  { name: 'Paid orders', kind: 'number quiet', cell: (it) => count(it.paid) },
  { name: 'Paid', kind: 'number sum strong', cell: (it) => money(it.amount_paid, it.currency) },
  {
    name: 'Not paid',
    kind: 'number sum',
    cell: (it) => money(Math.max(0, it.amount - it.amount_paid), it.currency),
  },
];

/** Sums, each in its own currency. There is no grand total: currencies are not added up. */
export function Sums({ reading }: { reading: Reading<Summary> }) {
  return (
    <SummaryPanel title="Sums by currency" testId="sums" reading={reading} lines={4}>
      {(summary) =>
        summary.by_country.length > 0 ? (
          <List
            caption="Sums by currency, never added up"
            columns={COLUMNS}
            rows={byCurrency(summary.by_country)}
            idOf={(it) => it.currency}
            testId="sum"
          />
        ) : (
          <p className="nothing">Nothing ordered yet.</p>
        )
      }
    </SummaryPanel>
  );
}

/** Most orders first. */
export function byCurrency(totals: readonly CountryTotal[]): FullTotal[] {
  const sums = new Map<string, FullTotal>();
  for (const { currency, orders, amount, paid, amount_paid, flagged } of totals) {
    const sum = sums.get(currency);
    if (!sum) {
      sums.set(currency, { currency, orders, amount, paid, amount_paid, flagged });
      continue;
    }
    sum.orders += orders;
    sum.amount += amount;
    sum.paid += paid;
    sum.amount_paid += amount_paid;
    sum.flagged += flagged;
  }
  return [...sums.values()].sort((a, b) => b.orders - a.orders);
}
