import { expect, test } from 'vitest';
import { inWords } from './Trend';

const lags = (from: number, to: number) =>
  Array.from({ length: 60 }, (_, at) => Math.round(from + ((to - from) * at) / 59));

test('a trend is said in a word', () => {
  expect(inWords(lags(0, 0))).toMatch(/^Nothing waited/);
  expect(inWords(lags(0, 5_000))).toMatch(/^Grows; at most 5,000 records/);
  expect(inWords(lags(5_000, 100))).toMatch(/^Shrinks/);
  expect(inWords(lags(27_000, 35_000))).toMatch(/^Grows/); // a little, steadily
  expect(inWords(lags(35_000, 30_000))).toMatch(/^Shrinks/);
  expect(inWords([900, 200, 870, 300, 910, 250, 920, 310, 890])).toMatch(/^Steady/);
  expect(inWords(lags(4, 7))).toMatch(/^Steady/);
  expect(inWords([1])).toMatch(/not known/);
});
