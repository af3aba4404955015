import { expect, test } from 'vitest';
import type { OrderDocument } from '../wire';
import { later, Rows } from './rows';

const order = (id: number, more: Partial<OrderDocument> = {}): OrderDocument => ({
  order_id: id,
  amount: 10,
  created_at: new Date(id * 1_000).toISOString(),
  ...more,
});
const paid = { payment: { status: 'PAID' } };
const ids = (rows: Rows) => rows.visible.map((it) => it.order_id);

test('new orders come on top, the latest placed first', () => {
  const rows = new Rows(10);
  rows.frame([order(1)], 1);
  rows.frame([order(2), order(3)], 2);
  expect(ids(rows)).toEqual([3, 2, 1]);
});

test('an order that changes keeps its place', () => {
  const rows = new Rows(10);
  rows.frame([order(3), order(2), order(1)], 3);
  rows.frame([order(1, paid)], 1);
  expect(ids(rows)).toEqual([3, 2, 1]);
  expect(rows.visible[2]?.payment?.status).toBe('PAID');
});

test('an order of which only the payment is known waits for the rest', () => {
  const rows = new Rows(10);
  rows.frame([{ order_id: 1, ...paid }], 1);
  expect(rows.visible).toEqual([]);
  rows.frame([order(1, paid)], 1);
  expect(ids(rows)).toEqual([1]);
});

test('only the newest fit', () => {
  const rows = new Rows(2);
  for (let id = 1; id <= 5; id++) rows.frame([order(id)], 1);
  expect(ids(rows)).toEqual([5, 4]);
});

test('an empty frame changes nothing, not even the array', () => {
  const rows = new Rows(10);
  rows.frame([order(1)], 1);
  const before = rows.visible;
  rows.frame([], 0);
  expect(rows.visible).toBe(before);
});

test('held rows stay, change in place, and count what waits', () => {
  const rows = new Rows(10);
  rows.frame([order(1)], 1);
  rows.hold();
  rows.frame([order(3), order(2), order(1, paid)], 3);
  expect(ids(rows)).toEqual([1]);
  expect(rows.visible[0]?.payment?.status).toBe('PAID');
  expect(rows.unseen).toBe(2);
  rows.release();
  expect(ids(rows)).toEqual([3, 2, 1]);
  expect(rows.unseen).toBe(0);
});

test('what a sample leaves out is counted in proportion', () => {
  const rows = new Rows(100);
  rows.frame([order(1), order(2)], 2);
  rows.hold();
  rows.frame([order(4), order(3), order(2, paid), order(1, paid)], 500);
  expect(rows.unseen).toBe(250);
});

test('a page read by REST replaces the rows but does not undo what a frame said since', () => {
  const rows = new Rows(10);
  rows.frame([order(2, paid), order(9)], 2);
  rows.snapshot([order(3), order(2), order(1)]);
  expect(ids(rows)).toEqual([3, 2, 1]);
  expect(rows.visible[1]?.payment?.status).toBe('PAID');
});

test('of two readings of an order the one that knows more is the later one', () => {
  expect(later(order(1), order(1, paid))).toMatchObject(paid);
  expect(later(order(1, paid), order(1))).toMatchObject(paid);
});

test('an order id is the same as number and as text', () => {
  const rows = new Rows(10);
  rows.frame([order(7)], 1);
  rows.frame([{ ...order(7, paid), order_id: '7' }], 1);
  expect(rows.visible).toHaveLength(1);
});
