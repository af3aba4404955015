import { fullTime, time } from '../format';
import { usePreferences } from '../preferences';

/** A moment in the chosen zone; the whole of it on hover. */
export function When({ at, full = false }: { at: string; full?: boolean }) {
  const { zone } = usePreferences();
  return (
    <time dateTime={at} title={at}>
      {full ? fullTime(at, zone) : time(at, zone, Date.now())}
    </time>
  );
}
