import type { ReactNode } from 'react';
import type { Reading } from '../hooks';
import { Failed, Loading } from './Panel';

interface ReadProps<T> {
  reading: Reading<T>;
  /** "The rules cannot be read." */
  failed: string;
  lines?: number;
  children: (data: T) => ReactNode;
}

/** What was read, in each of its states: on its way, there, no longer true, refused. */
export function Read<T>({ reading, failed, lines = 4, children }: ReadProps<T>) {
  const { data, error, old, retry } = reading;
  return (
    <>
      {error && <Failed what={failed} why={error.message} onRetry={retry} />}
      {data !== undefined ? (
        <div data-stale={old}>{children(data)}</div>
      ) : (
        !error && <Loading lines={lines} />
      )}
    </>
  );
}
