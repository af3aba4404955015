import { useSyncExternalStore } from 'react';

export type Route = { page: 'overview'; order?: string } | { page: 'docs' } | { page: 'unknown' };

export function routeOf(path: string): Route {
  if (path === '/' || path === '/orders' || path === '/orders/') return { page: 'overview' };
  if (path === '/docs' || path === '/docs/') return { page: 'docs' };
  const order = /^\/orders\/([^/]+)\/?$/.exec(path)?.[1];
  if (order === undefined) return { page: 'unknown' };
  try {
    return { page: 'overview', order: decodeURIComponent(order) };
  } catch {
    return { page: 'unknown' };
  }
}

export function orderPath(id: string): string {
  return `/orders/${encodeURIComponent(id)}`;
}

const listeners = new Set<() => void>();
const tell = () => listeners.forEach((it) => it());

/** Goes there without loading the page again; the back button undoes it. */
export function go(path: string): void {
  const samePage = routeOf(path).page === routeOf(location.pathname).page;
  if (path !== location.pathname) history.pushState(null, '', path);
  tell();
  if (!samePage) scrollTo(0, 0);
}

/** Lets plain clicks on our own links go through {@link go}; every other click stays the browser's. */
export function followLinks(): void {
  addEventListener('popstate', tell);
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest?.('a[href]');
    const href = link?.getAttribute('href');
    if (!href?.startsWith('/') || link?.hasAttribute('target') || href.startsWith('/api')) return;
    event.preventDefault();
    go(href);
  });
}

export function useRoute(): Route {
  return routeOf(useSyncExternalStore(subscribe, () => location.pathname));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
