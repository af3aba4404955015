import { expect, test } from 'vitest';
import { orderPath, routeOf, withQuery } from './route';

test('every page has an address of its own', () => {
  expect(routeOf('/')).toEqual({ page: 'overview' });
  expect(routeOf('/dead-letters/')).toEqual({ page: 'dead-letters' });
  expect(routeOf('/import')).toEqual({ page: 'import' });
  expect(routeOf('/elsewhere')).toEqual({ page: 'unknown' });
});

test('an order is found again by its own address', () => {
  expect(routeOf(orderPath('web:1.2'))).toEqual({ page: 'order', id: 'web:1.2' });
  expect(routeOf('/orders/%E0%A4%A')).toEqual({ page: 'unknown' });
});

test('a parameter that comes to nothing leaves the address', () => {
  expect(
    withQuery('/orders', '?status=CREATED&cursor=x', { cursor: undefined, country: 'DE' }),
  ).toBe('/orders?status=CREATED&country=DE');
  expect(withQuery('/orders', '?status=CREATED', { status: '' })).toBe('/orders');
});
