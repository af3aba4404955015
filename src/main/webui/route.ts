import { useMemo, useSyncExternalStore } from 'react';

export type Route =
  | {
      page:
        | 'overview'
        | 'orders'
        | 'import'
        | 'fraud'
        | 'payments'
        | 'dead-letters'
        | 'operations'
        | 'system'
        | 'docs';
    }
  | { page: 'order'; id: string }
  | { page: 'unknown' };

export function routeOf(path: string): Route {
  const plain = path.length > 1 ? path.replace(/\/$/, '') : path;
  switch (plain) {
    case '/':
      return { page: 'overview' };
    case '/orders':
    case '/import':
    case '/fraud':
    case '/payments':
    case '/dead-letters':
    case '/operations':
    case '/system':
    case '/docs':
      return { page: plain.slice(1) as 'orders' };
  }
  const order = /^\/orders\/([^/]+)$/.exec(plain)?.[1];
  if (order === undefined) return { page: 'unknown' };
  try {
    return { page: 'order', id: decodeURIComponent(order) };
  } catch {
    return { page: 'unknown' };
  }
}

export function orderPath(id: string): string {
  return `/orders/${encodeURIComponent(id)}`;
}

/** What of a page can be told by its query; undefined takes a parameter away. */
export type Changes = Record<string, string | undefined>;

/** `path?query` with some of the parameters changed; those that come to nothing are left out. */
export function withQuery(path: string, query: string, changes: Changes): string {
  const parameters = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') parameters.delete(name);
    else parameters.set(name, value);
  }
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}

/** This page, with some of its parameters changed. */
export function here(changes: Changes): string {
  return withQuery(location.pathname, location.search, changes);
}

const listeners = new Set<() => void>();
const tell = () => listeners.forEach((it) => it());

/** Goes there without loading the page again; the back button undoes it. */
export function go(url: string): void {
  const before = location.pathname;
  if (url !== location.pathname + location.search) history.pushState(null, '', url);
  tell();
  if (location.pathname === before) return;
  scrollTo(0, 0);
  document.getElementById('main')?.focus({ preventScroll: true });
}

/**
 * Lets plain clicks on our own links go through {@link go}; every other click stays the browser's.
 * A link with `data-opens="order=7"` opens that beside the page it stands on.
 */
export function followLinks(): void {
  addEventListener('popstate', tell);
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest?.<HTMLAnchorElement>('a[href]');
    const href = link?.getAttribute('href');
    if (!href?.startsWith('/') || link?.hasAttribute('target') || href.startsWith('/api')) return;
    event.preventDefault();
    go(link?.dataset['opens'] ? here(opens(link)) : href);
  });
}

export function opens(link: HTMLElement): Changes {
  return Object.fromEntries(new URLSearchParams(link.dataset['opens']));
}

export function useRoute(): Route {
  const path = useSyncExternalStore(subscribe, () => location.pathname);
  return useMemo(() => routeOf(path), [path]);
}

export function useQuery(): URLSearchParams {
  const query = useSyncExternalStore(subscribe, () => location.search);
  return useMemo(() => new URLSearchParams(query), [query]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
