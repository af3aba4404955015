import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { backOff, Bus, type BusState } from './bus';

/** A socket that does what the test says. */
class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: { type: string; address?: string }[] = [];
  onopen = () => {};
  onclose = () => {};
  onmessage = (_: { data: unknown }) => {};

  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }
  send(json: string) {
    this.sent.push(JSON.parse(json));
  }
  close() {
    this.readyState = 3;
  }
  opens() {
    this.readyState = 1;
    this.onopen();
  }
  says(message: object) {
    this.onmessage({ data: new TextEncoder().encode(JSON.stringify(message)).buffer });
  }
  static last(): FakeSocket {
    return FakeSocket.all.at(-1)!;
  }
}

const page = new EventTarget();
let states: BusState[];
let bodies: unknown[];

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  states = [];
  bodies = [];
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }));
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('navigator', { onLine: true });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function connected(): Bus {
  const bus = new Bus('ws://here', JSON.parse, (it) => states.push(it));
  bus.on('ui.overview', (body) => bodies.push(body)).connect();
  FakeSocket.last().opens();
  return bus;
}

test('registers every address before it says that it is open', () => {
  connected();
  expect(FakeSocket.last().sent[0]).toEqual({ type: 'register', address: 'ui.overview' });
  expect(states.at(-1)).toEqual({ is: 'open' });
});

test('reads binary frames, and only those of its addresses', () => {
  connected();
  FakeSocket.last().says({ type: 'rec', address: 'ui.overview', body: { seq: 1 } });
  FakeSocket.last().says({ type: 'rec', address: 'ui.other', body: { seq: 2 } });
  expect(bodies).toEqual([{ seq: 1 }]);
});

test('pings more often than every ten seconds', () => {
  connected();
  FakeSocket.last().sent.length = 0;
  vi.advanceTimersByTime(9_000);
  expect(FakeSocket.last().sent.filter((it) => it.type === 'ping')).toHaveLength(2);
});

test('gives up a silent socket, without waiting for it to report its end', () => {
  connected();
  vi.advanceTimersByTime(17_000);
  expect(FakeSocket.all.length).toBeGreaterThan(1);
});

test('a lost connection is tried again by itself, and registers again', () => {
  connected();
  FakeSocket.last().onclose();
  expect(states.at(-1)?.is).toBe('waiting');
  vi.advanceTimersByTime(600);
  expect(FakeSocket.all).toHaveLength(2);
  FakeSocket.last().opens();
  expect(FakeSocket.last().sent[0]).toEqual({ type: 'register', address: 'ui.overview' });
});

test('tries at once when the network is back', () => {
  connected();
  FakeSocket.last().onclose();
  page.dispatchEvent(new Event('online'));
  expect(FakeSocket.all).toHaveLength(2);
});

test('a closed bus stays closed', () => {
  const bus = connected();
  bus.close();
  FakeSocket.last().onclose();
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.all).toHaveLength(1);
});

test('waits longer each time, but never more than five seconds', () => {
  const longest = [0, 1, 2, 3, 4, 20].map((it) => backOff(it, () => 1));
  expect(longest).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  expect(backOff(20, () => 0)).toBe(2_500);
});
