import { expect, test } from 'vitest';
import type { ImportMapping } from '../wire';
import { fieldsOf, mappingText, missing, RECOGNISED, suggested } from './mapping';

const magento: ImportMapping = {
  name: 'magento',
  format: 'csv',
  needs: ['currency', 'country', 'zone'],
  takes_values: true,
  note: '',
};
const own: ImportMapping = { ...magento, name: 'my-shop', needs: [], takes_values: false };

test('what no column has must be given before a file can be checked', () => {
  const chosen = { name: 'magento', values: { country: ' ', zone: 'UTC' } };
  expect(missing(chosen, magento)).toEqual(['currency', 'country']);
  expect(missing(RECOGNISED, undefined)).toEqual([]);
});

test('a request names the mapping with its values', () => {
  const values = { currency: 'eur', country: 'de', zone: 'Europe/Berlin', prefix: 'shop1-' };
  expect(mappingText({ name: 'magento', values }, magento)).toBe(
    'magento,currency=EUR,country=DE,zone=Europe/Berlin,prefix=shop1-',
  );
  expect(mappingText({ name: '', values }, undefined)).toBe('');
});

test('a mapping of the operator takes no values', () => {
  expect(fieldsOf(own)).toEqual([]);
  expect(mappingText({ name: 'my-shop', values: { prefix: 'a-' } }, own)).toBe('my-shop');
});

test('a refusal suggests mappings by name', () => {
  expect(
    suggested('has the columns of magento; add --mapping magento,currency=EUR with your values'),
  ).toEqual(['magento']);
  expect(suggested('say which, with --mapping olist or --mapping uci')).toEqual(['olist', 'uci']);
  expect(suggested('write a mapping and give it with --mapping FILE')).toEqual([]);
});
