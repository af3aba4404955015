import { useEffect } from 'react';
import { live } from './hooks';
import { go, here, opens } from './route';

/** Whether a key belongs to a field that has the focus, or to a shortcut of the browser. */
export function typing(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  const at = event.target as HTMLElement;
  return at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
}

/** The keys that mean the same on every page. */
export function useKeys(onHelp: () => void): void {
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (typing(event) || document.querySelector('dialog[open]')) return;
      if (event.key === '?') onHelp();
      else if (event.key === 'j') step(1);
      else if (event.key === 'k') step(-1);
      else if (event.key === 'Escape') close();
      else if (event.key === ' ' && !event.repeat && !hasSpace(event)) live.togglePause();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', key);
    return () => document.removeEventListener('keydown', key);
  }, [onHelp]);
}

/** Where Space already means something it keeps its meaning. */
function hasSpace(event: KeyboardEvent): boolean {
  return (event.target as HTMLElement).closest('button, summary, pre, dialog') !== null;
}

function rows(): HTMLAnchorElement[] {
  return [...document.querySelectorAll<HTMLAnchorElement>('main a[data-opens]')];
}

/** What is open beside the page, as the link says that opens it. */
function opened(links: HTMLAnchorElement[]): number {
  const query = new URLSearchParams(location.search);
  return links.findIndex((link) =>
    Object.entries(opens(link)).every(([name, value]) => query.get(name) === value),
  );
}

/** Moves on among the rows in sight: what is open beside them, or else the focus. */
export function step(by: number): void {
  const links = rows();
  const open = opened(links);
  const at = open >= 0 ? open : links.indexOf(document.activeElement as HTMLAnchorElement);
  const next = links[at < 0 ? 0 : at + by];
  if (!next) return;
  if (isOpen()) go(here(opens(next)));
  else next.focus();
  next.scrollIntoView({ block: 'nearest' });
}

function isOpen(): boolean {
  return document.querySelector('.drawer') !== null;
}

/** Closes what is open beside the page, and goes back to the row that opened it. */
export function close(): void {
  if (!isOpen()) return;
  const links = rows();
  const row = links[opened(links)];
  go(here({ order: undefined, letter: undefined, operation: undefined }));
  // after React has taken the drawer away
  setTimeout(() => row?.focus());
}
