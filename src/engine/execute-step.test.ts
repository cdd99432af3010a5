import { expect, test } from 'vitest';
import type { AnyOperation, Call, OperationView } from '../core/operation.ts';
import { foldJournal } from '../core/run/fold.ts';
import type { JournalEntry } from '../core/run/journal.ts';
import { executeStep, type CallAction, type StepDeps } from './execute-step.ts';
import { Gates } from './gate.ts';
import type { ClaimedRun, ConnectionGone, Meter, OpenConnection, RunChange } from './ports.ts';
import type { LiveFlow } from './programs.ts';
import { Session } from './session.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const PAUSED: ConnectionGone = { gone: 'paused', reason: 'wrong prices' };

interface World {
  /** What became of a call; the test changes the world in between. */
  answer: (call: Call) => 'applied' | 'ambiguous';
  state: OpenConnection | ConnectionGone;
  closing: { readonly reason: string; readonly until: number } | undefined;
}

/** A step that writes three times, and looks what became of a write that nobody answered. */
const three: Partial<AnyOperation> = {
  name: 'three',
  next: ({ calls }: OperationView) => {
    const last = calls.at(-1);
    const written = calls.filter(({ name, outcome }) => name.startsWith('write') && outcome === 'applied').length;
    const looked = calls.filter(({ name }) => name === 'look').length;
    if (last?.outcome === 'ambiguous') return { do: 'call', call: { name: 'look', effect: 'read', request: {} } };
    if (written + looked === 3) return { do: 'done', output: 'all' };
    return { do: 'call', call: { name: `write ${written + looked + 1}`, effect: 'write', request: {} } };
  },
};

function world() {
  const sent: string[] = [];
  const journal: JournalEntry[] = [];
  const changes: RunChange[] = [];
  const connection = (name: string): OpenConnection => ({
    name: 'm3',
    connector: 'm3',
    settings: {},
    limits: { concurrency: 4 },
    operation: () => three as AnyOperation,
    send: (call) => {
      sent.push(`${name} ${call.name}`);
      const outcome = current.answer(call);
      const failure = { kind: 'uncertain', code: 'x.lost', message: 'No answer' } as const;
      return Promise.resolve(outcome === 'applied' ? { outcome, reply: null } : { outcome, failure });
    },
  });
  const current: World = { answer: () => 'applied', state: connection('old'), closing: undefined };
  const clock = { now: () => NOW };
  const deps = {
    store: {
      commit: (change: RunChange) => Promise.resolve(void changes.push(change)),
    },
    connections: {
      get: () => Promise.resolve(current.state),
      pause: () => Promise.resolve(),
      polls: () => Promise.resolve([]),
      closing: () => current.closing,
    },
    gates: new Gates(clock, { callEnded: () => undefined } as unknown as Meter),
    clock,
    chance: { next: () => 0.5 },
  } as unknown as StepDeps;
  /** The run is claimed and its step carried out, as often as the test asks. */
  const work = async () => {
    const run = { id: 'r', tenant: 't', event: {}, facts: {}, source: 'store', arrivedAt: NOW, leaseToken: 1 };
    const deployment = { bindings: {}, settings: {}, flow: 'orders' };
    const claimed = { ...run, entries: [...journal] } as unknown as ClaimedRun;
    const session = new Session(claimed, { deployment } as unknown as LiveFlow, deps.store);
    const action = {
      do: 'call',
      step: 'order',
      connection: 'm3',
      operation: 'three',
      input: {},
      started: journal.length > 0,
      policy: { retry: { on: [], withinMs: 0 }, catches: [] },
    } as unknown as CallAction;
    changes.length = 0;
    const end = await executeStep(deps, session, action);
    if (end === 'go-on') await session.flush();
    for (const { entries } of changes) journal.push(...entries);
    return { end, last: changes.at(-1) };
  };
  const steps = () =>
    foldJournal(journal, { runId: 'r', event: {}, settings: {}, startedAt: NOW }, { closeInterrupted: true }).steps;
  return { current, connection, sent, work, step: () => steps().get('order') };
}

test('a pause in the middle of a step stops it before its next call, and later it goes on from there', async () => {
  const { current, connection, sent, work, step } = world();
  current.answer = ({ name }) => {
    if (name === 'write 2') current.state = PAUSED;
    return 'applied';
  };
  const { end, last } = await work();
  expect(end).toBe('stopped');
  expect(last).toMatchObject({
    state: 'waiting',
    parked: { on: 'connection:m3' },
    failure: { code: 'connection.paused', message: 'The connection is paused: wrong prices' },
    unknownOutcome: false,
  });
  expect(step()).toMatchObject({ state: 'started', attempts: 0 });
  current.state = connection('new');
  expect(await work()).toMatchObject({ end: 'go-on' });
  expect(sent).toEqual(['old write 1', 'old write 2', 'new write 3']);
  expect(step()).toMatchObject({ state: 'completed', output: 'all' });
});

test('the window that begins in the middle of a step is told with its end; what drains lets the step go on', async () => {
  const { current, sent, work } = world();
  const until = NOW + 3_600_000;
  current.answer = ({ name }) => {
    if (name === 'write 1') current.closing = { reason: 'upgrade', until };
    if (name === 'write 2') current.state = { gone: 'paused', reason: 'upgrade', until };
    return 'applied';
  };
  expect(await work()).toMatchObject({ end: 'stopped', last: { until, failure: { code: 'connection.closed' } } });
  expect(sent).toEqual(['old write 1', 'old write 2']);
});

test('no step is begun while the connection drains', async () => {
  const { current, sent, work } = world();
  current.closing = { reason: 'upgrade', until: NOW + 3_600_000 };
  expect(await work()).toMatchObject({ end: 'stopped', last: { parked: { on: 'connection:m3' } } });
  expect(sent).toEqual([]);
});

test('a write that nobody answered is still looked for before anything is written, once the pause is over', async () => {
  const { current, connection, sent, work, step } = world();
  current.answer = ({ name }) => {
    if (name !== 'write 2') return 'applied';
    current.state = PAUSED;
    return 'ambiguous';
  };
  expect(await work()).toMatchObject({ end: 'stopped', last: { state: 'waiting', unknownOutcome: true } });
  current.state = connection('new');
  await work();
  expect(sent).toEqual(['old write 1', 'old write 2', 'new look', 'new write 3']);
  expect(step()).toMatchObject({ state: 'completed' });
});

test('a step that is done when the pause comes is done, and changed settings count from the next call on', async () => {
  const { current, connection, sent, work } = world();
  current.answer = ({ name }) => {
    if (name === 'write 1') current.state = connection('new');
    if (name === 'write 3') current.state = PAUSED;
    return 'applied';
  };
  expect(await work()).toMatchObject({ end: 'go-on' });
  expect(sent).toEqual(['old write 1', 'new write 2', 'new write 3']);
});
