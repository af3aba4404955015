import { expect, test } from 'vitest';
import { bars } from './series';
import type { MinuteTotal } from './wire';

const total = (minute: string, currency: string, orders: number, paid: number): MinuteTotal => ({
  minute,
  currency,
  orders,
  paid,
  amount: 0,
  amount_paid: 0,
  flagged: 0,
});

const orders = (it: MinuteTotal) => ({ whole: it.orders, part: it.paid });

test('minutes without an order are there, empty', () => {
  const found = bars(
    [total('2026-01-05T10:00:00Z', 'EUR', 3, 1), total('2026-01-05T10:00:00Z', 'USD', 2, 2)],
    '1h',
    Date.parse('2026-01-05T10:01:30Z'),
    orders,
  );
  expect(found).toHaveLength(60);
  expect(found.at(-1)).toEqual({ from: Date.parse('2026-01-05T10:01:00Z'), whole: 0, part: 0 });
  expect(found.at(-2)).toMatchObject({ whole: 5, part: 3 });
});

test('what is older than the range is left out, what is inside it falls into its bar', () => {
  const found = bars(
    [
      total('2026-01-05T03:59:00Z', 'EUR', 9, 9),
      total('2026-01-05T09:56:00Z', 'EUR', 1, 0),
      total('2026-01-05T09:59:00Z', 'EUR', 1, 0),
    ],
    '6h',
    Date.parse('2026-01-05T10:01:30Z'),
    orders,
  );
  expect(found).toHaveLength(72);
  expect(found.reduce((sum, it) => sum + it.whole, 0)).toBe(2);
  expect(found.at(-2)).toMatchObject({ whole: 2, part: 0 });
});
