import { expect, test } from 'vitest';
import { actionOf, inLine, onWhat, outcome } from './words';

test('an action that is known is said in words, any other by its name', () => {
  expect(actionOf({ offset: 1, action: 'exportOrders' })).toBe('Export orders');
  expect(actionOf({ offset: 1, action: 'something --new' })).toBe('something --new');
  expect(actionOf({ offset: 1 })).toBe('–');
});

test('a record that cannot be read is marked', () => {
  expect(outcome({ offset: 1 }).word).toBe('Unreadable');
  expect(outcome({ offset: 1, outcome: 'refused' }).word).toBe('Refused');
});

test('parameters stand in a line, of which a long one is cut and hidden characters are shown', () => {
  expect(inLine({ country: 'DE', limit: 7, writers: { a: 1 } })).toBe(
    'country DE, limit 7, writers {"a":1}',
  );
  expect(inLine({ why: 'x'.repeat(300) })).toHaveLength(121);
  expect(inLine({ why: '\u202e' })).toBe('why \\u202e');
  expect(inLine(undefined)).toBe('');
});

test('of a root the list says the day', () => {
  const what = { day: '2026-05-01', records: 17, root: 'ab', writers: {} };
  expect(onWhat({ offset: 1, action: 'root', what })).toBe('2026-05-01, 17 records');
});
