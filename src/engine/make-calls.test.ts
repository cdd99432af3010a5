import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../core/run/journal.ts';
import type { Call, CallResult } from '../core/operation.ts';
import type { CallAction, StepDeps } from './execute-step.ts';
import { Gates } from './gate.ts';
import { makeCalls } from './make-calls.ts';
import type { Meter, OpenConnection } from './ports.ts';
import type { Session } from './session.ts';

const BUSY = { kind: 'throttled', code: 'x.throttled', message: 'Too many calls' } as const;
const LOST = { kind: 'uncertain', code: 'x.lost', message: 'No answer' } as const;
const of = (effect: 'read' | 'write', ...names: string[]): Call[] =>
  names.map((name) => ({ name, effect, request: { of: name } }));

const FREE = { pass: { probe: false } };

/** Makes the calls; what was on disk when each left is remembered. */
async function make(calls: readonly Call[], answer: (call: Call) => CallResult, leave: object = FREE, free = 8) {
  const journal: JournalEntry[] = [];
  const onDisk = { entries: 0 };
  const sent: { name: string; onDisk: number; before: number }[] = [];
  const state = { underWay: 0 };
  const session = {
    run: { tenant: 't' },
    append: (entry: JournalEntry) => journal.push(entry),
    flush: async () => {
      onDisk.entries = journal.length;
    },
  };
  const gates = {
    admit: async () => leave,
    takeTurns: async (_tenant: string, _connection: OpenConnection, most: number) =>
      Array.from({ length: Math.min(most, free) }, () => () => undefined),
    send: async (_tenant: string, _connection: OpenConnection, _operation: string, call: Call) => {
      sent.push({ name: call.name, onDisk: onDisk.entries, before: state.underWay });
      state.underWay += 1;
      await new Promise((resolve) => setTimeout(resolve, call.name.length));
      return answer(call);
    },
  };
  const failure = await makeCalls(
    { gates, clock: { now: () => 1_000 } } as unknown as StepDeps,
    session as unknown as Session,
    { step: 's', operation: 'o' } as CallAction,
    {} as OpenConnection,
    calls,
  );
  const answers = journal.flatMap((entry) => (entry.type === 'call-answered' ? [[entry.call, entry.outcome]] : []));
  return { failure, journal, answers, sent };
}

describe('calls that do not depend on one another', () => {
  it('leave at the same time, and only when all of them are on disk', async () => {
    const { sent, journal } = await make(of('write', 'aaa', 'b', 'cc'), () => ({ outcome: 'applied' }));
    expect(sent).toEqual([
      { name: 'aaa', onDisk: 3, before: 0 },
      { name: 'b', onDisk: 3, before: 1 },
      { name: 'cc', onDisk: 3, before: 2 },
    ]);
    expect(journal.slice(0, 3).map((entry) => 'together' in entry)).toEqual([false, true, true]);
  });

  it('leave other runs their turn, and never mix reads with writes', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `look ${index}`);
    const calls = [...of('read', 'first'), ...of('write', 'save'), ...of('read', ...names)];
    const { sent } = await make(calls, () => ({ outcome: 'applied' }));
    expect(sent.map(({ name }) => name)).toEqual(['first', ...names.slice(0, 7)]);
  });

  it('are told with what is to be repeated last, so that what took effect does not hide it', async () => {
    const results: Record<string, CallResult> = {
      a: { outcome: 'refused', failure: BUSY },
      b: { outcome: 'ambiguous', failure: LOST },
      c: { outcome: 'applied' },
    };
    const { answers, failure } = await make(of('write', 'a', 'b', 'c'), ({ name }) => results[name] as CallResult);
    expect(answers).toEqual([
      ['c', 'applied'],
      ['b', 'ambiguous'],
      ['a', 'refused'],
    ]);
    expect(failure).toBe(BUSY);
  });

  it('are one alone while it is tried whether the system is back, and none while it is away', async () => {
    const applied = (): CallResult => ({ outcome: 'applied' });
    const probe = await make(of('read', 'a', 'b'), applied, { pass: { probe: true } });
    expect(probe.sent.map(({ name }) => name)).toEqual(['a']);
    const stop = { kind: 'connection', name: 'm3', code: 'connection.breaker-open', why: 'away' };
    const away = await make(of('write', 'a', 'b'), applied, { stop });
    expect(away).toMatchObject({ sent: [], journal: [], failure: stop });
  });

  it('keep the order of reads: after a gap everything is read again', async () => {
    const { answers, failure } = await make(of('read', 'a', 'b', 'c'), ({ name }) =>
      name === 'b' ? { outcome: 'not-sent', failure: BUSY } : { outcome: 'applied' },
    );
    expect(answers).toEqual([
      ['a', 'applied'],
      ['b', 'not-sent'],
    ]);
    expect(failure).toBe(BUSY);
  });

  it('are as many writes as have a turn just then; the operation asks for the others again', async () => {
    const { sent, journal } = await make(of('write', 'a', 'b', 'c'), () => ({ outcome: 'applied' }), FREE, 2);
    expect(sent.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(journal.map(({ type }) => type)).toEqual(['call-sent', 'call-sent', 'call-answered', 'call-answered']);
  });
});

describe('a connection whose places are taken', () => {
  const clock = { now: () => performance.now() };
  const meter = { callEnded: () => undefined } as unknown as Meter;

  function world(concurrency: number) {
    const gates = new Gates(clock, meter);
    const journal: { call: string; at: number }[] = [];
    const sent: { call: string; at: number }[] = [];
    const ends: (() => void)[] = [];
    const connection = {
      name: 'm3',
      limits: { concurrency },
      send: async ({ name }: Call) => {
        sent.push({ call: name, at: clock.now() });
        await new Promise<void>((resolve) => ends.push(resolve));
        return { outcome: 'applied' };
      },
    } as unknown as OpenConnection;
    const write = (flush: () => Promise<void>, ...names: string[]) => {
      const session = {
        run: { tenant: 't', source: 'store' },
        append: (entry: JournalEntry) =>
          entry.type === 'call-sent' && journal.push({ call: entry.call, at: clock.now() }),
        flush,
      } as unknown as Session;
      const deps = { gates, clock } as unknown as StepDeps;
      const action = { step: 's', operation: 'o' } as CallAction;
      return makeCalls(deps, session, action, connection, of('write', ...names));
    };
    const inFlight = () => gates.health('t', 'm3')?.inFlight;
    return { gates, journal, sent, ends, write, inFlight };
  }
  const done = async () => undefined;
  const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

  it('a write says that it is sent when its turn has come, so a long queue takes nothing off the quiet time', async () => {
    const { journal, sent, ends, write } = world(1);
    const first = write(done, 'first');
    await soon();
    const second = write(done, 'second');
    await new Promise((resolve) => setTimeout(resolve, 80));
    // The second queues: nothing of it is said to be sent.
    expect(journal.map(({ call }) => call)).toEqual(['first']);
    ends.shift()?.();
    await soon();
    expect(sent.map(({ call }) => call)).toEqual(['first', 'second']);
    expect((sent[1]?.at ?? 0) - (journal[1]?.at ?? 0)).toBeLessThan(50);
    ends.shift()?.();
    await Promise.all([first, second]);
  });

  it('a worker that has lost its run while it queued sends nothing, and gives its place back', async () => {
    const { sent, ends, write, inFlight } = world(2);
    const lost = write(
      async () => {
        throw new Error('lease lost');
      },
      'a',
      'b',
    );
    await expect(lost).rejects.toThrow('lease lost');
    expect([sent, inFlight()]).toEqual([[], 0]);
    const next = write(done, 'c');
    await soon();
    expect(sent.map(({ call }) => call)).toEqual(['c']);
    ends.shift()?.();
    await next;
    expect(inFlight()).toBe(0);
  });

  it('runs that want several places at once do not wait for one another for ever', async () => {
    const { sent, ends, write } = world(3);
    const all = [write(done, 'a1', 'a2', 'a3'), write(done, 'b1', 'b2', 'b3'), write(done, 'c1', 'c2', 'c3')];
    const ending = setInterval(() => ends.shift()?.(), 1);
    await Promise.all(all);
    clearInterval(ending);
    expect(sent[0]?.call).toBe('a1');
    expect(sent.map(({ call }) => call)).toEqual(expect.arrayContaining(['a1', 'b1', 'c1']));
  });
});
