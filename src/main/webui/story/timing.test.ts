import { expect, test } from 'vitest';
import type { Story, StoryStep } from '../wire';
import { shares, timing } from './timing';

const step = (name: StoryStep['step'], state: StoryStep['state']): StoryStep => ({
  step: name,
  state,
  verdict: null,
  words: '',
  at: null,
  place: null,
  written_at: name === 'placed' ? '2026-01-05T10:00:00Z' : null,
  behind: null,
  waited_ms: null,
  worked_ms: null,
});

const story = (payment: StoryStep['state']): Story => ({
  order_id: 1,
  as_of: '2026-01-05T10:00:00.400Z',
  complete_up_to: null,
  state: 'WAITING',
  headline: '',
  document: null,
  steps: [step('placed', 'DONE'), step('payment', payment)],
  spans: [
    {
      step: 'stored',
      kind: 'waiting',
      from: '2026-01-05T10:00:00Z',
      to: '2026-01-05T10:00:00.100Z',
      ms: 100,
      words: '',
    },
  ],
  trace: null,
  dead_letters: [],
  searched: { letters: 0, all: true },
  unknown: [],
});

test('a step that waits has waited until now', () => {
  const { lanes, total } = timing(story('WAITING'));
  expect(total).toBe(400);
  expect(lanes.map((it) => it.step)).toEqual(['payment', 'stored']);
  expect(lanes[0]?.parts[0]).toMatchObject({ start: 0, length: 1, ms: 400, open: true });
  expect(lanes[1]?.parts[0]).toMatchObject({ length: 0.25, open: false });
});

test('what is not recorded takes no time in the picture', () => {
  const found = timing(story('DONE'));
  expect(found.lanes.map((it) => it.step)).toEqual(['stored']);
  expect(shares(found)).toEqual({ waiting: 100, working: 0, both: 0 });
  expect(timing({ ...story('DONE'), spans: [] })).toEqual({ lanes: [], total: 0 });
});
