// What was done, in words.

import { plural, visible } from '../format';
import type { Mark } from '../status';
import type { Operation } from '../wire';

/** The actions that a record may name, and what somebody did. */
export const ACTIONS: Readonly<Record<string, string>> = {
  acknowledgeBreach: 'Acknowledge lost records',
  exportOrders: 'Export orders',
  importOrders: 'Import a file',
  import: 'Import a file (command)',
  listDeadLetters: 'Read dead letters',
  getDeadLetter: 'Read one dead letter',
  logIn: 'Log in',
  logOut: 'Log out',
  'breaches --acknowledge': 'Acknowledge lost records (command)',
  'transactions --end': 'End a transaction (command)',
  'topics --create': 'Create topics (command)',
  'store --rebuild': 'Rebuild the store (command)',
  'dead-letters replay': 'Replay dead letters (command)',
  'dead-letters discard': 'Discard dead letters (command)',
  root: 'Daily root',
  others: 'Further refusals',
};

export function actionOf(operation: Operation): string {
  return ACTIONS[operation.action ?? ''] ?? visible(operation.action);
}

export function outcome(operation: Operation): Mark {
  switch (operation.outcome) {
    case 'asked':
      return { word: 'Asked', icon: 'clock', tone: 'run' };
    case 'done':
      return { word: 'Done', icon: 'check', tone: 'ok' };
    case 'failed':
      return { word: 'Failed', icon: 'cross', tone: 'bad' };
    case 'refused':
      return { word: 'Refused', icon: 'bang', tone: 'warn' };
    default:
      return { word: 'Unreadable', icon: 'dash', tone: 'bad' };
  }
}

/** Its parameters in a line: `country DE, format csv`. */
export function inLine(values: Record<string, unknown> | undefined, longest = 120): string {
  const text = Object.entries(values ?? {})
    .map(([name, value]) => `${name} ${plain(value)}`)
    .join(', ');
  return visible(text, longest);
}

/** What a list says of it: for the root of a day the day, and not all that it holds. */
export function onWhat({ action, what }: Operation): string {
  if (action === 'root' && what) {
    return `${plain(what['day'])}, ${plural(Number(what['records']), 'record')}`;
  }
  return inLine(what);
}

export function plain(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
