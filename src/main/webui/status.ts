// What a state is called, and how it looks: always a word, an icon and a colour together.

import { age, count, country, money, plural } from './format';
import type { BusState } from './live/bus';
import type { FraudSection, Group, Level, OrderDocument, OverviewFrame, Status } from './wire';

export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'run' | 'muted';
export type IconName = 'check' | 'bang' | 'cross' | 'flag' | 'clock' | 'dash' | 'pause' | 'dot';

export interface Mark {
  word: string;
  icon: IconName;
  tone: Tone;
}

export function health(status: Status | undefined): Mark {
  switch (status) {
    case 'UP':
      return { word: 'Healthy', icon: 'check', tone: 'ok' };
    case 'DEGRADED':
      return { word: 'Degraded', icon: 'bang', tone: 'warn' };
    case 'DOWN':
      return { word: 'Down', icon: 'cross', tone: 'bad' };
    default:
      return { word: status ?? 'Unknown', icon: 'dash', tone: 'muted' };
  }
}

/** How bad a problem or the state of the whole is, in a word. */
export function levelMark(level: Level | undefined): Mark {
  switch (level) {
    case 'WELL':
      return { word: 'All is well', icon: 'check', tone: 'ok' };
    case 'STARTING':
      return { word: 'Starting', icon: 'clock', tone: 'muted' };
    case 'RISK':
      return { word: 'At risk', icon: 'bang', tone: 'info' };
    case 'BEHIND':
      return { word: 'Behind', icon: 'clock', tone: 'warn' };
    case 'HALTED':
      return { word: 'Stands still', icon: 'pause', tone: 'bad' };
    case 'BREACH':
      return { word: 'Promise broken', icon: 'cross', tone: 'bad' };
    case 'DOWN':
      return { word: 'Down', icon: 'cross', tone: 'bad' };
    default:
      return { word: level ?? 'Unknown', icon: 'dash', tone: 'muted' };
  }
}

/** Whether the group is later than what is on its way anyhow; an unknown time with a lag is late. */
export function isBehind(group: Group): boolean {
  return group.seconds_behind === null
    ? group.lag !== null && group.lag > 0
    : group.seconds_behind * 1_000 >= BEHIND_MS;
}

/** A group that nobody runs is down in a way of its own: start it, there is nothing to repair. */
export function groupHealth(group: Group): Mark {
  const mark = health(group.status);
  if (group.instances === 0 && group.status === 'DOWN') return { ...mark, word: 'Not running' };
  return group.status === 'UP' && isBehind(group) ? levelMark('BEHIND') : mark;
}

/**
 * @param behind what came into the store after this time may have an outcome that has not: the
 *     store is behind; undefined while it keeps up
 */
export function payment(document: OrderDocument, behind?: string): Mark {
  switch (document.payment?.status) {
    case undefined:
      return behind !== undefined &&
        !(Date.parse(document.processed_at ?? '') <= Date.parse(behind))
        ? { word: 'Not known yet', icon: 'dash', tone: 'muted' }
        : { word: 'Pending', icon: 'clock', tone: 'run' };
    case 'PAID':
      return { word: 'Paid', icon: 'check', tone: 'ok' };
    case 'DECLINED':
      return { word: 'Declined', icon: 'cross', tone: 'bad' };
    case 'NOT_CHARGED':
      return { word: 'Not charged', icon: 'dash', tone: 'muted' };
    default:
      return { word: String(document.payment?.status), icon: 'dot', tone: 'muted' };
  }
}

/** Only alerts are written, so an order without one is not known to have been checked. */
export function fraud(document: OrderDocument): Mark {
  return document.fraud
    ? { word: 'Flagged', icon: 'flag', tone: 'warn' }
    : { word: 'No alert', icon: 'dash', tone: 'muted' };
}

/** What somebody has to look at; undefined where there is nothing. */
export function conflict(kind: string | undefined): Mark | undefined {
  switch (kind) {
    case undefined:
      return undefined;
    case 'PAID_TWICE':
      return { word: 'Paid twice', icon: 'bang', tone: 'bad' };
    case 'REFUND_DUE':
      return { word: 'Refund due', icon: 'bang', tone: 'bad' };
    case 'NOT_CHARGED':
      return { word: 'Resent after cancelled', icon: 'bang', tone: 'warn' };
    case 'OTHER_SENDER':
      return { word: 'Other sender', icon: 'bang', tone: 'warn' };
    default:
      return { word: 'Other content', icon: 'bang', tone: 'warn' };
  }
}

export function orderStatus(status: string | undefined): Mark {
  switch (status) {
    case 'CREATED':
      return { word: 'Created', icon: 'dot', tone: 'muted' };
    case 'CONFIRMED':
      return { word: 'Confirmed', icon: 'check', tone: 'muted' };
    case 'CANCELLED':
      return { word: 'Cancelled', icon: 'cross', tone: 'muted' };
    default:
      return { word: status ?? 'Unknown', icon: 'dash', tone: 'muted' };
  }
}

/** The rule's finding as a sentence, from the code and the inputs that came with it. */
export function verdict(alert: FraudSection): string {
  const amount = alert.amount === undefined ? '' : money(alert.amount, alert.currency ?? 'USD');
  if (alert.reason === 'HIGH_AMOUNT_RISKY_COUNTRY' && alert.country && amount) {
    return `A high amount (${amount}) from a country the rule counts as risky (${country(alert.country)}).`;
  }
  const words = alert.reason.toLowerCase().replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/**
 * The connection in words; `Live` is the only state in which what is shown is now.
 *
 * @param stale nothing was heard for a while, though nobody closed the connection
 */
export function connection(state: BusState, paused: boolean, stale: boolean, now: number): Mark {
  switch (state.is) {
    case 'open':
      if (paused) return { word: 'Paused', icon: 'pause', tone: 'info' };
      return stale
        ? { word: 'No news', icon: 'clock', tone: 'warn' }
        : { word: 'Live', icon: 'dot', tone: 'ok' };
    case 'waiting': {
      const seconds = Math.max(1, Math.ceil((state.retryAt - now) / 1_000));
      return { word: `Reconnecting in ${seconds} s`, icon: 'clock', tone: 'warn' };
    }
    case 'connecting':
      return { word: 'Connecting', icon: 'clock', tone: 'run' };
    case 'offline':
      return { word: 'Offline', icon: 'cross', tone: 'warn' };
    case 'closed':
      return { word: 'Closed', icon: 'cross', tone: 'muted' };
  }
}

/** Records of all groups together that wait for their reader; undefined while one is unknown. */
export function lag(groups: readonly Group[]): number | undefined {
  let sum = 0;
  for (const group of groups) {
    if (group.lag === null) return undefined;
    sum += group.lag;
  }
  return groups.length === 0 ? undefined : sum;
}

/** A store that is further behind than this does not know of every outcome. */
const BEHIND_MS = 5_000;

/**
 * Up to when the store is complete, if that is so long ago that it may lack outcomes; '' where that
 * is not known; undefined while it keeps up.
 */
export function behindSince(frame: OverviewFrame | undefined): string | undefined {
  if (!frame) return undefined;
  const complete = frame.complete_up_to;
  return complete !== null && Date.parse(frame.at) - Date.parse(complete) < BEHIND_MS
    ? undefined
    : (complete ?? '');
}

/** Whether what is shown can be what is: not where nobody can write or read it, or it is late. */
export function dataStatus(frame: OverviewFrame | undefined): string {
  for (const part of ['store', 'broker'] as const) {
    const mark = health(frame?.[part].status);
    if (mark.tone === 'bad' || mark.tone === 'warn') {
      return `Not current: the ${part} is ${mark.word.toLowerCase()}`;
    }
  }
  const behind = behindSince(frame);
  if (frame === undefined || behind === undefined) return 'Data is current';
  return behind === ''
    ? 'Not current: how far the store is behind is not known'
    : `Not current: the store is ${age(Date.parse(frame.at) - Date.parse(behind))} behind`;
}

/** What a group achieved, in words: "600 paid · 3 declined". */
export function outcomes(group: Group): string {
  return Object.entries(group.outcomes)
    .map(([name, value]) =>
      name === 'alerts'
        ? plural(value, 'alert')
        : name === 'stored' // orders, and what was said of them
          ? `${plural(value, 'record')} stored`
          : `${count(value)} ${name.replaceAll('_', ' ')}`,
    )
    .join(' · ');
}
