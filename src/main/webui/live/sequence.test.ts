import { expect, test } from 'vitest';
import { Sequence } from './sequence';

test('the first frame follows nothing and is taken', () => {
  expect(new Sequence().frame(4711)).toBe('next');
});

test('a dropped frame shows as a gap, once', () => {
  const sequence = new Sequence();
  expect([1, 2, 5, 6].map((it) => sequence.frame(it))).toEqual(['next', 'next', 'gap', 'next']);
});

test('a smaller number is a server that started again, and its frames count on', () => {
  const sequence = new Sequence();
  sequence.frame(900);
  expect([1, 2].map((it) => sequence.frame(it))).toEqual(['restart', 'next']);
});

test('a frame that comes twice is old', () => {
  const sequence = new Sequence();
  sequence.frame(7);
  expect(sequence.frame(7)).toBe('old');
});

test('a snapshot older than a frame is left, a newer one is taken and frames go on behind it', () => {
  const sequence = new Sequence();
  sequence.frame(10);
  expect(sequence.snapshot(9)).toBe(false);
  expect(sequence.snapshot(10)).toBe(false);
  expect(sequence.snapshot(12)).toBe(true);
  expect(sequence.frame(13)).toBe('next');
});

test('another connection begins anew: its smaller numbers are no restart', () => {
  const sequence = new Sequence();
  sequence.frame(900);
  sequence.reset();
  expect(sequence.frame(3)).toBe('next');
});
