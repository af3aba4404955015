import { expect, test } from 'vitest';
import { idOf, ORDER_ID, parse, type OrderDocument } from './wire';

test('a long order id keeps every digit', () => {
  const read = parse<OrderDocument>('{"order_id":12345678901234567890,"amount":1.5}');
  expect(idOf(read)).toBe('12345678901234567890');
});

test('so does that of a customer', () => {
  const read = parse<OrderDocument>('{"order_id":1,"customer_id":12345678901234567890}');
  expect(read.customer_id).toBe('12345678901234567890');
});

test('a short order id stays a number', () => {
  expect(parse<OrderDocument>('{"order_id": 1042}').order_id).toBe(1042);
});

test('a text that looks like an id is left alone', () => {
  const json = JSON.stringify({ order_id: 1, note: '"order_id":12345678901234567890,' });
  expect(parse<OrderDocument>(json)['note']).toBe('"order_id":12345678901234567890,');
});

test('ids are those that the server takes', () => {
  for (const id of ['1', '-7', 'A-1.b:c_d', 'x'.repeat(64)]) expect(id).toMatch(ORDER_ID);
  for (const id of ['', 'a b', 'a/b', 'é', 'x'.repeat(65)]) expect(id).not.toMatch(ORDER_ID);
});
