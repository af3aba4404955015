import { expect, test } from 'vitest';
import { ask, filtersOf, inWords } from './filters';

test('the address holds the filters of the API, and nothing else is asked', () => {
  const filters = filtersOf(
    new URLSearchParams('country=DE&amount_min=300&order=7&theme=x&status='),
  );
  expect(filters).toEqual({ country: 'DE', amount_min: '300' });
  expect(ask('/api/orders', filters, { limit: '50' })).toBe(
    '/api/orders?country=DE&amount_min=300&limit=50',
  );
});

test('a filter can be read', () => {
  const time = () => '10:42';
  expect(inWords('payment', 'NOT_CHARGED', time)).toBe('Payment not charged');
  expect(inWords('flagged', 'false', time)).toBe('Not flagged');
  expect(inWords('since', '2026-01-05T10:42:00Z', time)).toBe('From 10:42');
});
