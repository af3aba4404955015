import { useSyncExternalStore } from 'react';
import type { Zone } from './format';

export type Theme = 'system' | 'light' | 'dark';

/** What a person chose, kept in this browser. `/theme.js` reads the theme before the first paint. */
export interface Preferences {
  theme: Theme;
  zone: Zone;
}

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];
const listeners = new Set<() => void>();

let preferences: Preferences = {
  theme: THEMES.find((it) => it === read('theme')) ?? 'system',
  zone: read('zone') === 'local' ? 'local' : 'UTC',
};

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => preferences);
}

export function nextTheme(): void {
  const theme = THEMES[(THEMES.indexOf(preferences.theme) + 1) % THEMES.length] ?? 'system';
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  choose({ ...preferences, theme });
}

export function toggleZone(): void {
  choose({ ...preferences, zone: preferences.zone === 'UTC' ? 'local' : 'UTC' });
}

function choose(next: Preferences): void {
  preferences = next;
  try {
    localStorage.setItem('theme', next.theme);
    localStorage.setItem('zone', next.zone);
  } catch {
    // a browser that keeps nothing: the choice holds until the page is closed
  }
  listeners.forEach((it) => it());
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
