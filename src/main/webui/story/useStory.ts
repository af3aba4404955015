import { useEffect, useState } from 'react';
import { live, useReading, type Reading } from '../hooks';
import { mentioned } from '../live/live';
import { orderPath } from '../route';
import type { Story } from '../wire';

/** While it moves a frame may leave it out, so it is asked for. */
const MOVING_MS = 2_000;
const SETTLED_MS = 10_000;

/** The story of one order, told again whenever a frame speaks of the order. */
export function useStory(id: string): Reading<Story> {
  const [moving, setMoving] = useState(true);
  const path = `/api${orderPath(id)}/story`;
  const reading = useReading<Story>(path, moving ? MOVING_MS : SETTLED_MS);
  const { data, retry } = reading;

  useEffect(
    () => live.onMention((changed) => !live.current().paused && mentioned(changed, id) && retry()),
    [id, retry],
  );
  useEffect(() => setMoving(data?.state === 'WAITING'), [data]);
  return reading;
}
