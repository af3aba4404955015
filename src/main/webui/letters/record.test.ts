import { expect, test } from 'vitest';
import { preview, readable, sourceOf } from './record';

const text = (it: string) => ({ text: it, bytes: it.length, cut: false });

test('a record reads as what it is', () => {
  expect(readable(text('{"order_id":7,"amount":-1}'))).toEqual({
    kind: 'JSON, indented for reading',
    text: '{\n  "order_id": 7,\n  "amount": -1\n}',
  });
  expect(readable(text('{"order_id":7,'))).toEqual({
    kind: 'text, not JSON',
    text: '{"order_id":7,',
  });
  expect(readable({ base64: 'AP9/', bytes: 3, cut: false }).text).toBe('00 ff 7f');
  expect(readable(null).kind).toBe('none');
  expect(readable(text('')).kind).toBe('empty');
});

test('a number that JavaScript would change is left as it came', () => {
  const long = '{"order_id":12345678901234567890}';
  expect(readable(text(long))).toEqual({ kind: 'JSON, unchanged', text: long });
  expect(readable(text('{"amount":1e400}')).text).toBe('{"amount":1e400}');
});

test('a record fits on a line, and says where it came from', () => {
  expect(preview(text('{"a":\n 1}'), 6)).toBe('{"a": …');
  const note = {
    place: '0-1',
    at: '',
    order_id: null,
    reason: '',
    exception: '',
    group: null,
    attempts: null,
    version: null,
  };
  expect(sourceOf({ ...note, source: { topic: 'orders', partition: 2, offset: 7 } })).toBe(
    'orders-2@7',
  );
  expect(sourceOf({ ...note, source: { input: 'file:a.csv', line: 3 } })).toBe(
    'file:a.csv, line 3',
  );
});
