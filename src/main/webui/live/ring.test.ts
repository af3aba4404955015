import { expect, test } from 'vitest';
import { Ring } from './ring';

function filled(capacity: number, values: number): Ring<number> {
  const ring = new Ring<number>(capacity);
  for (let value = 1; value <= values; value++) ring.push(value);
  return ring;
}

test('keeps everything while there is room, oldest first', () => {
  expect(filled(5, 3).toArray()).toEqual([1, 2, 3]);
});

test('forgets the oldest when full', () => {
  expect(filled(3, 3).toArray()).toEqual([1, 2, 3]);
  expect(filled(3, 4).toArray()).toEqual([2, 3, 4]);
  expect(filled(3, 1_000).toArray()).toEqual([998, 999, 1000]);
  expect(filled(3, 1_000)).toHaveLength(3);
});

test('a cleared ring begins anew', () => {
  const ring = filled(3, 5);
  ring.clear();
  ring.push(9);
  expect(ring.toArray()).toEqual([9]);
});
