import { expect, test } from 'vitest';
import {
  behindSince,
  connection,
  dataStatus,
  fraud,
  groupHealth,
  health,
  lag,
  levelMark,
  payment,
  verdict,
} from './status';
import type { Group, Level, OverviewFrame } from './wire';

const group = (name: string, more: Partial<Group> = {}): Group => ({
  group: `${name}-group`,
  role: name,
  instances: 1,
  status: 'UP',
  detail: '',
  rate: 100,
  lag: 0,
  seconds_behind: 0,
  drain_seconds: null,
  in_flight: 0,
  p50_ms: 1,
  p99_ms: 2,
  received: 0,
  duplicates: 0,
  rejected: 0,
  misplaced: 0,
  settled_ids: 0,
  settled_bytes: 0,
  outcomes: {},
  counted_since: null,
  ...more,
});

const frame = (groups: Group[], more: Partial<OverviewFrame> = {}): OverviewFrame => ({
  seq: 1,
  complete_up_to: null,
  at: '2026-01-05T10:42:18Z',
  process: 'p',
  version: '0.1.0',
  started_at: '2026-01-05T10:00:00Z',
  status: 'UP',
  state: {
    lines: [
      {
        kind: 'well',
        level: 'WELL',
        title: 'All is well',
        text: '',
        group: null,
        since: null,
        fix: '',
        runbook: '',
      },
    ],
    count: 1,
  },
  totals: null,
  dead_letters: null,
  intake: { rate: 100, accepted: 0, rejected: 0, failed: 0, in_flight: 0, counted_since: null },
  groups,
  broker: { status: 'UP', detail: '', address: '127.0.0.1:9092' },
  store: { status: 'UP', detail: '' },
  problems: [],
  problem_count: 0,
  ...more,
});

test('every state is a word, an icon and a tone', () => {
  expect(health('UP')).toEqual({ word: 'Healthy', icon: 'check', tone: 'ok' });
  expect(health('DEGRADED').tone).toBe('warn');
  expect(health('DOWN').tone).toBe('bad');
  expect(health(undefined).word).toBe('Unknown');
});

test('an order without an outcome is pending, not paid', () => {
  expect(payment({ order_id: 1 }).word).toBe('Pending');
  expect(payment({ order_id: 1, payment: { status: 'PAID' } }).word).toBe('Paid');
  expect(payment({ order_id: 1, payment: { status: 'NOT_CHARGED' } }).word).toBe('Not charged');
});

test('an outcome of a newer server shows as it is named', () => {
  expect(payment({ order_id: 1, payment: { status: 'REFUNDED' } }).word).toBe('REFUNDED');
});

test('no alert is not the same as checked', () => {
  expect(fraud({ order_id: 1 }).word).toBe('No alert');
});

test('a known rule is told in words, an unknown one by its name', () => {
  const amount = { amount: 349.99, currency: 'EUR', country: 'DE' };
  expect(verdict({ reason: 'HIGH_AMOUNT_RISKY_COUNTRY', ...amount })).toMatch(/349\.99.*Germany/);
  expect(verdict({ reason: 'TOO_MANY_ORDERS' })).toBe('Too many orders.');
});

test('the connection counts down in whole seconds', () => {
  expect(connection({ is: 'waiting', retryAt: 10_400 }, false, false, 8_000).word).toBe(
    'Reconnecting in 3 s',
  );
  expect(connection({ is: 'waiting', retryAt: 8_000 }, false, true, 9_000).word).toBe(
    'Reconnecting in 1 s',
  );
});

test('paused shows only while connected: a lost connection matters more', () => {
  expect(connection({ is: 'open' }, true, false, 0).word).toBe('Paused');
  expect(connection({ is: 'offline' }, true, false, 0).word).toBe('Offline');
});

test('a connection on which nothing comes is not live', () => {
  expect(connection({ is: 'open' }, false, false, 0).word).toBe('Live');
  expect(connection({ is: 'open' }, false, true, 0).word).toBe('No news');
});

test('an outcome that the store may not have heard of is not called pending', () => {
  const order = { order_id: 1, processed_at: '2026-01-05T10:00:00.500Z' };
  expect(payment(order, '2026-01-05T10:00:01Z').word).toBe('Pending');
  expect(payment(order, '2026-01-05T10:00:00Z').word).toBe('Not known yet');
  expect(payment(order, '').word).toBe('Not known yet');
  expect(payment({ ...order, payment: { status: 'PAID' } }, '').word).toBe('Paid');
});

test('a store that keeps up knows of every outcome, one that is behind or unknown may not', () => {
  const at = '2026-01-05T10:00:10Z';
  expect(behindSince(undefined)).toBeUndefined();
  expect(behindSince(frame([], { at, complete_up_to: '2026-01-05T10:00:08Z' }))).toBeUndefined();
  expect(behindSince(frame([], { at, complete_up_to: '2026-01-05T09:00:00Z' }))).toBe(
    '2026-01-05T09:00:00Z',
  );
  expect(behindSince(frame([], { at, complete_up_to: null }))).toBe('');
});

test('what nobody can write or read is not called current', () => {
  const at = '2026-01-05T10:03:10Z';
  expect(dataStatus(frame([], { at, complete_up_to: at }))).toBe('Data is current');
  expect(dataStatus(frame([], { at, complete_up_to: '2026-01-05T10:00:08Z' }))).toBe(
    'Not current: the store is 3 min behind',
  );
  expect(dataStatus(frame([], { at, complete_up_to: null }))).toBe(
    'Not current: how far the store is behind is not known',
  );
  expect(dataStatus(frame([], { store: { status: 'DEGRADED', detail: '' } }))).toContain(
    'store is degraded',
  );
  expect(dataStatus(frame([], { broker: { status: 'DOWN', detail: '', address: '' } }))).toContain(
    'broker is down',
  );
});

test('one unknown lag makes the sum unknown', () => {
  expect(lag([group('fraud', { lag: 2 }), group('payment', { lag: 3 })])).toBe(5);
  expect(lag([group('fraud', { lag: 2 }), group('payment', { lag: null })])).toBeUndefined();
});

test('a group that nobody runs is told apart from one that fails', () => {
  expect(groupHealth(group('fraud', { instances: 0, status: 'DOWN' })).word).toBe('Not running');
  expect(groupHealth(group('fraud', { instances: 2, status: 'DOWN' })).word).toBe('Down');
  expect(groupHealth(group('fraud', { instances: 0, status: 'DEGRADED' })).word).toBe('Degraded');
});

test('a group that is late is not called healthy, one whose work is on its way is', () => {
  expect(groupHealth(group('fraud', { lag: 5_000, seconds_behind: 4.9 })).word).toBe('Healthy');
  expect(groupHealth(group('fraud', { lag: 5_000, seconds_behind: 5 })).word).toBe('Behind');
  expect(groupHealth(group('fraud', { lag: 1, seconds_behind: null })).word).toBe('Behind');
  expect(groupHealth(group('fraud', { lag: null, seconds_behind: null })).word).toBe('Healthy');
});

test('every level has a word, and one of a newer server shows as it is named', () => {
  expect(levelMark('WELL').tone).toBe('ok');
  expect(levelMark('BEHIND').word).toBe('Behind');
  expect(levelMark('TIRED' as Level).word).toBe('TIRED');
});
