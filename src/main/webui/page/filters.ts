// The filters of a list of orders, as they stand in the address: the API's own names. Pure.

import { conflict, orderStatus, payment } from '../status';
import { country } from '../format';

/** What may be asked of `/api/orders`, in the order in which it is shown. */
export const FILTERS = [
  'id',
  'status',
  'payment',
  'flagged',
  'country',
  'amount_min',
  'amount_max',
  'since',
  'before',
  'conflict',
] as const;

export type Filter = (typeof FILTERS)[number];

export type Filters = Partial<Record<Filter, string>>;

export const STATUSES = ['CREATED', 'CONFIRMED', 'CANCELLED'] as const;
export const CONFLICTS = [
  'PAID_TWICE',
  'REFUND_DUE',
  'NOT_CHARGED',
  'OTHER_SENDER',
  'CHANGED',
] as const;
export const OUTCOMES = ['PENDING', 'PAID', 'DECLINED', 'NOT_CHARGED'] as const;

export function filtersOf(query: URLSearchParams): Filters {
  const found: Filters = {};
  for (const name of FILTERS) {
    const value = query.get(name)?.trim();
    if (value) found[name] = value;
  }
  return found;
}

/** The same question to the API, with what else it takes. */
export function ask(path: string, filters: Filters, more: Record<string, string> = {}): string {
  return `${path}?${new URLSearchParams({ ...filters, ...more })}`;
}

/** One filter in words, for who sees it among others. */
export function inWords(name: Filter, value: string, time: (iso: string) => string): string {
  switch (name) {
    case 'id':
      return `Order ${value}`;
    case 'status':
      return `Status ${orderStatus(value).word.toLowerCase()}`;
    case 'payment':
      return value === 'PENDING'
        ? 'Payment pending'
        : `Payment ${payment({ order_id: 0, payment: { status: value } }).word.toLowerCase()}`;
    case 'flagged':
      return value === 'true' ? 'Flagged' : 'Not flagged';
    case 'country':
      return country(value);
    case 'amount_min':
      return `Amount ≥ ${value}`;
    case 'amount_max':
      return `Amount ≤ ${value}`;
    case 'since':
      return `From ${time(value)}`;
    case 'conflict':
      return value === 'true'
        ? 'With a conflict'
        : value === 'false'
          ? 'Without a conflict'
          : (conflict(value)?.word ?? value);
    case 'before':
      return `Before ${time(value)}`;
  }
}
