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

/** Whether the window is at most so many px wide. */
export function useNarrow(px: number): boolean {
  const [query] = useState(() => matchMedia(`(max-width: ${px}px)`));
  return useSyncExternalStore(
    useCallback(
      (listener) => {
        query.addEventListener('change', listener);
        return () => query.removeEventListener('change', listener);
      },
      [query],
    ),
    () => query.matches,
  );
}

export interface Reading<T> {
  /** The last good answer, kept while a newer one fails. */
  data: T | undefined;
  /** The path that `data` answers. */
  of: string | undefined;
  error: Error | undefined;
  /** What is shown is not what would be answered now: grey it. */
  old: boolean;
  retry: () => void;
}

interface State<T> extends Pick<Reading<T>, 'data' | 'of' | 'error'> {
  subject: string;
}

/**
 * Reads `path` by REST, and again every `everyMs` while the page is seen, connected and not paused;
 * at once when the connection is back. Another `subject` begins anew; another path of the same
 * subject leaves the last answer in sight, greyed, until its own has come.
 */
export function useReading<T>(
  path: string,
  everyMs: number | undefined,
  subject: string = path,
): Reading<T> {
  const [state, setState] = useState<State<T>>();
  const [turn, setTurn] = useState(0);
  const asked = useRef('');
  const connected = useLive((it) => it.connection.is === 'open');
  const stale = useLive((it) => it.stale);
  const paused = useLive((it) => it.paused);
  const retry = useCallback(() => setTurn((it) => it + 1), []);

  useEffect(() => {
    // while nobody answers, or the person wants it to stand still, what is shown stays
    const again = asked.current === `${turn} ${path}`;
    if (again && (paused || !connected)) return;
    asked.current = `${turn} ${path}`;
    const controller = new AbortController();
    let busy = false;
    const read = async () => {
      busy = true;
      try {
        const data = await get<T>(path, controller.signal);
        setState({ data, error: undefined, of: path, subject });
      } catch (cause) {
        if (!controller.signal.aborted) {
          const error = cause as Error;
          setState((last) =>
            last?.subject === subject
              ? { ...last, error }
              : { data: undefined, of: undefined, error, subject },
          );
        }
      } finally {
        busy = false;
      }
    };
    void read();
    const timer =
      everyMs === undefined || paused || !connected
        ? undefined
        : setInterval(() => !document.hidden && !busy && void read(), everyMs);
    return () => {
      if (busy) asked.current = '';
      controller.abort();
      clearInterval(timer);
    };
  }, [path, subject, everyMs, turn, connected, paused]);

  // what was read of another subject would be wrong here
  const { data, error, of } = state?.subject === subject ? state : NOTHING;
  return {
    data,
    of,
    error,
    old: data !== undefined && (error !== undefined || stale || of !== path),
    retry,
  };
}

const NOTHING = { data: undefined, error: undefined, of: undefined };
