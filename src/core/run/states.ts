/**
 * The states of a run, chosen once for code, tables and screens.
 * `failed` is the dead letter: it stays until a person retries, replays or cancels it.
 */
export const RUN_STATES = ['queued', 'running', 'waiting', 'held', 'completed', 'failed', 'canceled'] as const;
export type RunState = (typeof RUN_STATES)[number];

export type RunEvent = 'claim' | 'yield' | 'wait' | 'hold' | 'complete' | 'fail' | 'release' | 'cancel';

/** From each state, which events lead where. What is not here is refused. */
export const RUN_TRANSITIONS: Readonly<Record<RunState, Readonly<Partial<Record<RunEvent, RunState>>>>> = {
  queued: { claim: 'running', cancel: 'canceled' },
  running: {
    claim: 'running', // another worker takes over after the first one died
    yield: 'queued',
    wait: 'waiting',
    hold: 'held',
    complete: 'completed',
    fail: 'failed',
    cancel: 'canceled',
  },
  waiting: { claim: 'running', release: 'queued', cancel: 'canceled' },
  held: { release: 'queued', cancel: 'canceled' },
  failed: { release: 'queued', cancel: 'canceled' },
  completed: {},
  canceled: {},
};

/** From which states people and rules let a run go on, by verb. */
export const RELEASED_FROM = {
  retry: ['waiting', 'held', 'failed'],
  release: ['held'],
  edit: ['held', 'failed'],
  skip: ['held', 'failed'],
} as const satisfies Readonly<Record<string, readonly RunState[]>>;

/** Final states are never left; only runs in them may be dropped by retention. */
export const FINAL_STATES = ['completed', 'canceled'] as const satisfies readonly RunState[];

/** Where `event` leads from `state`, or undefined when it is not allowed. */
export function transition(state: RunState, event: RunEvent): RunState | undefined {
  return RUN_TRANSITIONS[state][event];
}
