import { useState } from 'react';
import { get, post } from '../live/rest';
import { useMay } from '../session';
import type { Breaches, SystemProblem } from '../wire';

/** Says to the readers that somebody knows of the records that were lost; just of those shown. */
export function Acknowledge({ problem }: { problem: SystemProblem }) {
  const [state, setState] = useState<'idle' | 'busy' | 'done'>('idle');
  const [failed, setFailed] = useState('');
  const allowed = useMay('orders:operate');
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
  if (!allowed) return null;
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
        {failed || 'The records do not come back. Acknowledging only confirms that you know.'}
      </span>
    </p>
  );
}

async function send({ group, topic, partitions, records }: SystemProblem): Promise<void> {
  const { breaches } = await get<Breaches>('/api/breaches');
  const shown = breaches.filter(
    (it) => it.group === group && it.topic === topic && partitions.includes(it.partition),
  );
  // fewer: somebody was faster
  if (shown.reduce((sum, it) => sum + it.records, 0) > records) {
    throw new Error('More records were lost in the meantime: reload, then acknowledge.');
  }
  for (const breach of shown) {
    const query = new URLSearchParams({
      group: breach.group,
      topic: breach.topic,
      partition: `${breach.partition}`,
      last: `${breach.ranges[breach.ranges.length - 1]!.last}`,
    });
    await post<Breaches>(`/api/breaches/acknowledge?${query}`);
  }
}
