import { expect, test } from 'vitest';
import {
  age,
  briefMoney,
  bytes,
  country,
  duration,
  fromInput,
  fullTime,
  money,
  plural,
  rate,
  time,
  toInput,
  visible,
  visibleLines,
} from './format';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test('money has the decimals of its currency', () => {
  expect(money(12.5, 'USD')).toMatch(/12\.50$/);
  expect(money(1299, 'JPY')).toMatch(/1,299$/);
  expect(money(1.234, 'KWD')).toMatch(/1\.234$/);
});

test('an unknown currency shows the amount as it came', () => {
  expect(money(5, 'nonsense')).toBe('5 nonsense');
});

test('small sums keep their cents, large ones lose them', () => {
  expect(briefMoney(1234.5, 'EUR')).toMatch(/1,234\.50/);
  expect(briefMoney(1_240_000, 'EUR')).toMatch(/1\.24[mM]/);
});

test('a slow rate does not read as nothing', () => {
  expect(rate(0.4)).toBe('0.4');
  expect(rate(1041.6)).toBe('1,042');
});

test('durations keep two or three digits that mean something', () => {
  expect([0.0213, 0.31, 4.06, 101.2, 1_500, 174_400, 3_599_900, 90_000_000].map(duration)).toEqual([
    '21 µs',
    '0.3 ms',
    '4.1 ms',
    '101 ms',
    '1.5 s',
    '2 min 54 s',
    '1 h 0 min',
    '1 d',
  ]);
});

test('a duration that runs backwards says so', () => {
  expect(duration(-12)).toBe('−12 ms');
});

test('ages are whole', () => {
  expect([0, 999, 59_999, 60_000, 7_200_000, 172_800_000].map(age)).toEqual([
    '0 s',
    '0 s',
    '59 s',
    '1 min',
    '2 h',
    '2 d',
  ]);
});

test('the date shows only when it is not today', () => {
  const now = Date.parse('2026-01-05T11:00:00Z');
  expect(time('2026-01-05T10:42:18.091Z', 'UTC', now)).toBe('10:42:18.091');
  expect(time('2026-01-04T10:42:18Z', 'UTC', now)).toBe('2026-01-04 10:42:18.000');
  expect(fullTime('2026-01-05T10:42:18.091Z', 'UTC')).toBe('2026-01-05 10:42:18.091 UTC');
});

test('a time that is none stays as it came', () => {
  expect(time('yesterday', 'UTC', 0)).toBe('yesterday');
});

test('countries have names, unknown ones their code', () => {
  expect(country('DE')).toBe('Germany');
  expect(country('?')).toBe('?');
});

test('counts agree with their noun', () => {
  expect([1, 0, 1_200].map((it) => plural(it, 'record'))).toEqual([
    '1 record',
    '0 records',
    '1,200 records',
  ]);
});

test('bytes', () => {
  expect([512, 8_000, 104_000_000, 2_100_000_000].map((it) => plain(bytes(it)))).toEqual([
    '512 B',
    '8 kB',
    '104 MB',
    '2.1 GB',
  ]);
});

test('a moment survives the way through an input', () => {
  expect(toInput('2026-01-05T10:42:18.091Z', 'UTC')).toBe('2026-01-05T10:42:18');
  expect(fromInput('2026-01-05T10:42:18', 'UTC')).toBe('2026-01-05T10:42:18Z');
  expect(fromInput('2026-01-05T10:42', 'UTC')).toBe('2026-01-05T10:42:00Z');
  expect(fromInput(toInput('2026-07-05T10:42:18Z', 'local'), 'local')).toBe('2026-07-05T10:42:18Z');
  expect(fromInput('', 'UTC')).toBe('');
});

test('what a sender hides is shown as an escape', () => {
  expect(visible('a\u202eb\u0000\u001b[31m\n\ufeff\ud83d')).toBe(
    'a\\u202eb\\u0000\\u001b[31m\\n\\ufeff\\ud83d',
  );
  expect(visible('Grüße 你好 👩‍💻')).toBe('Grüße 你好 👩‍💻');
  expect(visibleLines('a\u2066\nb')).toBe('a\\u2066\nb');
});

test('whatever a sender puts in a field becomes text', () => {
  expect(visible({ name: 'Ann' })).toBe('{"name":"Ann"}');
  expect(visible([1, null])).toBe('[1,null]');
  expect(visible(undefined)).toBe('–');
  // biome-ignore lint/correctness/noPrecisionLoss: what a sender may write
  expect(visible(1e400)).toBe('a number too large for a browser');
  expect(visible('x'.repeat(9_000))).toHaveLength(2_001);
});
