// Where the time of an order went, from its story. Pure.

import type { Span, StepName, Story } from '../wire';

export interface Part {
  kind: Span['kind'];
  /** Shares of the whole, 0 to 1. */
  start: number;
  length: number;
  ms: number;
  /** It goes on. */
  open: boolean;
}

interface Lane {
  step: StepName;
  parts: Part[];
  /** Until its last part ended, from the begin of all. */
  until: number;
}

export interface Timing {
  lanes: Lane[];
  /** From the first begin to the last end, in ms. */
  total: number;
}

export const STEPS: Record<StepName, string> = {
  placed: 'Way to us',
  fraud: 'Fraud check',
  payment: 'Payment',
  stored: 'Store',
};

/** A step that waits has waited until now: its part is open, and grows. */
export function timing(story: Story): Timing {
  const spans: (Omit<Span, 'words'> & { open: boolean })[] = story.spans.map((it) => ({
    ...it,
    open: false,
  }));
  const written = story.steps.find((it) => it.step === 'placed')?.written_at;
  for (const step of story.steps) {
    if (step.state !== 'WAITING' || !written) continue;
    if (spans.some((it) => it.step === step.step)) continue;
    const ms = Math.max(0, Date.parse(story.as_of) - Date.parse(written));
    spans.push({
      step: step.step,
      kind: 'waiting',
      from: written,
      to: story.as_of,
      ms,
      open: true,
    });
  }
  const begin = Math.min(...spans.map((it) => Date.parse(it.from)));
  const end = Math.max(...spans.map((it) => Date.parse(it.from) + it.ms));
  const total = spans.length === 0 ? 0 : end - begin;
  const lanes = (Object.keys(STEPS) as StepName[])
    .map((step) => {
      const parts = spans
        .filter((it) => it.step === step)
        .map((it) => ({
          kind: it.kind,
          start: total === 0 ? 0 : (Date.parse(it.from) - begin) / total,
          length: total === 0 ? 0 : it.ms / total,
          ms: it.ms,
          open: it.open,
        }));
      return {
        step,
        parts,
        until: Math.max(0, ...parts.map((it) => (it.start + it.length) * total)),
      };
    })
    .filter((it) => it.parts.length > 0);
  return { lanes, total };
}

/** Waiting and working of all lanes; `both` is neither. */
export function shares(timing: Timing): { waiting: number; working: number; both: number } {
  const shares = { waiting: 0, working: 0, both: 0 };
  for (const lane of timing.lanes) for (const part of lane.parts) shares[part.kind] += part.ms;
  return shares;
}
