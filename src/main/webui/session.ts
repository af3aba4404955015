// Who one is, and what one may do. Read at the start, and again when the server asks who one is.

import { useSyncExternalStore } from 'react';
import { get, onUnauthenticated, remove, post } from './live/rest';
import type { Route } from './route';
import type { Session } from './wire';

/** `unknown`: the server did not say; then it refuses by itself what one may not do. */
type State = Session | 'asking' | 'unknown';

let state: State = 'asking';
const listeners = new Set<() => void>();

function become(next: State): void {
  state = next;
  for (const tell of listeners) tell();
}

/** Asks the server who one is. */
export async function askWho(): Promise<void> {
  try {
    become(await get<Session>('/api/session'));
  } catch {
    if (state === 'asking') become('unknown');
  }
}

onUnauthenticated(() => void askWho());

export function useSession(): State {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** The right that a page needs; '' if it needs none. */
export function needs(page: Route['page']): string {
  switch (page) {
    case 'dead-letters':
    case 'operations':
    case 'system':
      return 'orders:operate';
    case 'import':
      return 'orders:send';
    case 'docs':
    case 'unknown':
      return '';
    default:
      return 'orders:read';
  }
}

/** Whether one has the right; what one has not is not offered. */
export function useMay(right: string): boolean {
  return may(useSession(), right);
}

export function may(session: State, right: string): boolean {
  return typeof session === 'string' || right === '' || session.rights.includes(right);
}

/** Whether nothing can be shown before one logs in. */
export function mustLogIn(session: State): boolean {
  return typeof session !== 'string' && session.access !== 'open' && session.name === '';
}

/** Begins a session; throws with the server's words. The page then starts anew. */
export async function logIn(key: string): Promise<void> {
  await post<Session>('/api/session', { key });
  const { name } = await get<Session>('/api/session');
  if (name === '') {
    throw new Error(
      'The browser did not keep the session: it does so only over HTTPS, or on localhost.',
    );
  }
  location.reload();
}

export async function logOut(): Promise<void> {
  await remove<Session>('/api/session');
  location.assign('/');
}
