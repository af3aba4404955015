import { useId, useState, type FormEvent } from 'react';
import { get, post } from '../live/rest';
import { useMay } from '../session';
import type { Breaches, SystemProblem } from '../wire';

/** As the contract says. */
const LONGEST_REASON = 500;

/** Says to the readers that somebody knows of the records that were lost; just of those shown. */
export function Acknowledge({ problem }: { problem: SystemProblem }) {
  const [state, setState] = useState<'idle' | 'busy' | 'done'>('idle');
  const [failed, setFailed] = useState('');
  const [why, setWhy] = useState('');
  const reason = useId();
  const allowed = useMay('orders:operate');
  const acknowledge = async (event: FormEvent) => {
    event.preventDefault();
    setState('busy');
    setFailed('');
    try {
      await send(problem, why.trim());
      setState('done');
    } catch (cause) {
      setFailed((cause as Error).message);
      setState('idle');
    }
  };
  if (!allowed) return null;
  return (
    <form className="acknowledge" onSubmit={(event) => void acknowledge(event)}>
      <div className="field">
        <label htmlFor={reason}>Reason, for the record (optional)</label>
        <input
          id={reason}
          value={why}
          maxLength={LONGEST_REASON}
          autoComplete="off"
          placeholder="restored from yesterday’s backup"
          disabled={state !== 'idle'}
          onChange={(event) => setWhy(event.target.value)}
          data-testid="reason"
        />
      </div>
      <button
        type="submit"
        className="button"
        disabled={state !== 'idle'}
        data-testid="acknowledge"
      >
        {state === 'done' ? 'Acknowledged' : 'Acknowledge'}
      </button>
      <p className={failed ? 'wrong' : 'muted'} role="status">
        {failed || 'The records do not come back. Acknowledging only confirms that you know.'}
      </p>
    </form>
  );
}

async function send(problem: SystemProblem, why: string): Promise<void> {
  const { group, topic, partitions, records } = problem;
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
      ...(why && { why }),
    });
    await post<Breaches>(`/api/breaches/acknowledge?${query}`);
  }
}
