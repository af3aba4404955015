import { useState } from 'react';
import { get, post } from '../live/rest';
import type { Breaches, SystemProblem } from '../wire';

/** Says to the readers that somebody knows of the records that were lost; just of those shown. */
export function Acknowledge({ problem }: { problem: SystemProblem }) {
  const [state, setState] = useState<'idle' | 'busy' | 'done'>('idle');
  const [failed, setFailed] = useState('');
  const acknowledge = async () => {
    setState('busy');
    setFailed('');
    try {
      await send(problem);
      setState('done');
    } catch (cause) {
      setFailed((cause as Error).message);
      setState('idle');
    }
  };
  return (
    <p className="problem-head">
      <button
        type="button"
        className="button small"
        disabled={state !== 'idle'}
        data-testid="acknowledge"
        onClick={() => void acknowledge()}
      >
        {state === 'done' ? 'Acknowledged' : 'Acknowledge'}
      </button>
      <span className="muted" role="status">
        {failed || 'The records do not come back; this only says that you know.'}
      </span>
    </p>
  );
}

async function send({ group, topic, partition, text }: SystemProblem): Promise<void> {
  const { breaches } = await get<Breaches>('/api/breaches');
  const breach = breaches.find((it) => it.group === group && it.topic === topic && it.partition === partition);
  if (!breach) return; // somebody was faster
  if (breach.text !== text) throw new Error('More was lost meanwhile: read it again, then acknowledge it.');
  const last = breach.ranges[breach.ranges.length - 1]!.last;
  const query = new URLSearchParams({ group: breach.group, topic: breach.topic, partition: `${partition}`, last: `${last}` });
  await post<Breaches>(`/api/breaches/acknowledge?${query}`);
}
