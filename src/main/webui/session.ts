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
  return typeof session !== 'string' && !session.access.includes('open') && session.name === '';
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

/** Where the log-in with the provider begins; it ends on the page where one is. */
export function providerLink(): string {
  const to = location.pathname + location.search.replace(/[?&]log_in=\w*/, '');
  return `/api/session/oidc?return_to=${encodeURIComponent(to)}`;
}

/** Why the provider's log-in that ended here let nobody in; '' if none did. */
export function logInFailed(): string {
  switch (new URLSearchParams(location.search).get('log_in')) {
    case null:
      return '';
    case 'denied':
      return 'The provider did not let you in, or you cancelled.';
    case 'over':
      return 'This log-in took too long, or another one was begun after it. Log in again.';
    case 'unavailable':
      return 'The provider cannot be reached now. Try again in a minute.';
    default:
      return 'The provider let you in, but what it says of you cannot be used here. Whoever runs this Orders finds the reason in the log.';
  }
}

export async function logOut(): Promise<void> {
  await remove<Session>('/api/session');
  location.assign('/');
}
