import { briefTime, fullTime, time } from '../format';
import { usePreferences } from '../preferences';

interface WhenProps {
  at: string;
  /** With date and zone. */
  full?: boolean;
  /** To the second. */
  clock?: boolean;
  /** Of another day no seconds. */
  narrow?: boolean;
}

/** A moment in the chosen zone; the whole of it on hover. */
export function When({ at, full = false, clock = false, narrow = false }: WhenProps) {
  const { zone } = usePreferences();
  const text = full ? fullTime(at, zone) : (narrow ? briefTime : time)(at, zone, Date.now());
  return (
    <time dateTime={at} title={at}>
      {clock ? text.replace(/\.\d{3}$/, '') : text}
    </time>
  );
}
