import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { get } from './live/rest';
import { Live, type Picture } from './live/live';

const scheme = location.protocol === 'https:' ? 'wss' : 'ws';

/** The one connection of the page. */
export const live = new Live(`${scheme}://${location.host}/eventbus/websocket`);

/** A part of the live picture; the component renders again only when that part changes. */
export function useLive<T>(part: (picture: Picture) => T): T {
  return useSyncExternalStore(live.subscribe, () => part(live.current()));
}

/** The time, renewed every `ms` milliseconds. */
export function useNow(ms: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), ms);
    return () => clearInterval(timer);
  }, [ms]);
  return now;
}

export interface Reading<T> {
  /** The last good answer, kept while a newer one fails. */
  data: T | undefined;
  error: Error | undefined;
  readAt: number;
  retry: () => void;
}

/**
 * Reads `path` by REST, and again every `everyMs` while the page is seen, connected and not paused.
 * Another path begins anew.
 */
export function useReading<T>(path: string, everyMs: number | undefined): Reading<T> {
  const [reading, setReading] = useState<Omit<Reading<T>, 'retry'>>(nothing);
  const [turn, setTurn] = useState(0);
  const busy = useRef(false);
  const connected = useLive((it) => it.connection.is === 'open');
  const paused = useLive((it) => it.paused);
  const retry = useCallback(() => setTurn((it) => it + 1), []);

  useEffect(() => setReading(nothing), [path]);

  useEffect(() => {
    const controller = new AbortController();
    const read = async () => {
      busy.current = true;
      try {
        const data = await get<T>(path, controller.signal);
        setReading({ data, error: undefined, readAt: Date.now() });
      } catch (cause) {
        if (!controller.signal.aborted) {
          setReading((last) => ({ ...last, error: cause as Error }));
        }
      } finally {
        busy.current = false;
      }
    };
    void read();
    const timer =
      everyMs === undefined || paused || !connected
        ? undefined
        : setInterval(() => !document.hidden && !busy.current && void read(), everyMs);
    return () => {
      controller.abort();
      clearInterval(timer);
    };
  }, [path, everyMs, turn, connected, paused]);

  return { ...reading, retry };
}

function nothing<T>(): Omit<Reading<T>, 'retry'> {
  return { data: undefined, error: undefined, readAt: 0 };
}
