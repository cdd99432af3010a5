import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { StepProgram } from '../src/core/flow/program.ts';
import type { JsonObject } from '../src/core/json.ts';
import type { Call, CallResult, OperationView } from '../src/core/operation.ts';
import { type AdvanceDeps, advance } from '../src/engine/advance.ts';
import { Gates } from '../src/engine/gate.ts';
import type { Connections, OpenConnection } from '../src/engine/ports.ts';
import { RightOfWay } from '../src/engine/right-of-way.ts';
import { createInboxStore } from '../src/store/inbox-store.ts';
import { createParkedStore } from '../src/store/parked-store.ts';
import { createRunCommands } from '../src/store/run-commands.ts';
import { createRunReads } from '../src/store/run-reads.ts';
import { createRunStore } from '../src/store/run-store.ts';
import { openTestStore, startTestWorker } from '../src/store/test-store.ts';
import { callStep, deployed, programOf, quietMeter, writingOperation } from './engine-parts.ts';

/** The engine on a real PostgreSQL, with a program and an operation made by hand, so that each line of it is in sight. */

const { pool, close } = await openTestStore({ maxConnections: 5 });
const me = randomUUID();
const deploymentId = randomUUID();

beforeEach(async () => {
  await pool.query('TRUNCATE runs, run_history, journal, events, dedupe_keys, run_keys, links, workers');
  await startTestWorker(pool, me);
});
afterAll(close);

const call = (id: string, operation: string) => callStep(id, operation, { n: '1' });

/** Writes once: stages, confirms; after an unknown outcome it asks before it writes again. */
const create = writingOperation('create', ({ calls }: OperationView) => {
  const last = calls.at(-1);
  if (!last) return { do: 'call', call: { name: 'create', effect: 'write', request: { create: 'one' } } };
  if (last.outcome === 'refused' && last.failure) return { do: 'fail', failure: last.failure };
  if (last.outcome === 'ambiguous')
    return { do: 'call', call: { name: 'look', effect: 'read', request: { look: 'up' } } };
  if (last.name === 'look' && last.reply === null) {
    return { do: 'call', call: { name: 'create', effect: 'write', request: { create: 'again' } } };
  }
  const link = {
    kind: 'order',
    left: { system: 'clarity', id: '1' },
    right: { system: 'm3', id: JSON.stringify(last.reply).replaceAll('"', '') },
  };
  return { do: 'done', output: last.reply ?? null, links: [link], warnings: ['shortened'] };
});

type Answer = (call: Call) => CallResult | Promise<CallResult>;

function harness(answer: Answer, steps: readonly StepProgram[] = [call('order', 'create')]) {
  const sent: string[] = [];
  const paused: string[] = [];
  const time = { offsetMs: 0 };
  const connection: OpenConnection = {
    name: 'm3',
    connector: 'm3',
    settings: {},
    limits: { concurrency: 4 },
    operation: (name) => (name === 'create' ? create : undefined),
    send: async (request) => {
      sent.push(request.name);
      return await answer(request);
    },
  };
  const connections: Connections = {
    get: async () => connection,
    pause: async (_, name) => void paused.push(name),
    polls: async () => [],
    closing: () => undefined,
  };
  const clock = { now: () => Date.now() + time.offsetMs };
  const deps: AdvanceDeps = {
    store: createRunStore(pool, me),
    programs: deployed(deploymentId, programOf('test', steps), { clarity: 'shop' }),
    connections,
    gates: new Gates(clock, quietMeter),
    clock,
    rightOfWay: new RightOfWay(),
    chance: { next: () => 0.5 },
    meter: quietMeter,
  };
  return { deps, sent, paused, time };
}

async function arrive(): Promise<string> {
  const receipt = await createInboxStore(pool).accept({
    event: {
      tenant: 't',
      connection: 'shop',
      id: randomUUID(),
      type: 'x.y',
      subject: '1',
      time: '2026-11-21T10:00:00Z',
      data: {},
      via: 'webhook',
    },
    runs: [{ deployment: deploymentId, flow: 'test', dedupeKey: randomUUID(), facts: { order: '1' } }],
  });
  return receipt.runIds[0] as string;
}

const read = async (id: string) => {
  const run = await createRunReads(pool).get('t', id);
  if (!run) throw new Error('no such run');
  return run;
};
const types = async (id: string): Promise<string[]> => (await read(id)).journal.map((entry) => entry.type);
const makeDue = (): Promise<unknown> => pool.query("UPDATE runs SET wait_until = now() WHERE state = 'waiting'");

test('a run goes through: journaled before and after the write, linked, with its warnings', async () => {
  const { deps, sent } = harness(() => ({ outcome: 'applied', reply: 'M1' }));
  const id = await arrive();
  await advance(deps, id);
  expect(sent).toEqual(['create']);
  expect(await types(id)).toEqual(['step-started', 'call-sent', 'call-answered', 'step-completed', 'completed']);
  expect(await read(id)).toMatchObject({ state: 'completed', warnings: ['shortened'] });
  expect(await deps.store.findLink('t', { kind: 'order', system: 'shop', id: '1' }, 'm3')).toBe('M1');
});

test('the intent to write is on disk before the call leaves', async () => {
  let seen: string[] = [];
  const id = await arrive();
  const { deps } = harness(async () => {
    seen = await types(id);
    return { outcome: 'applied', reply: 'M1' };
  });
  await advance(deps, id);
  expect(seen).toEqual(['step-started', 'call-sent']);
});

test('C04: a crash between the effect and the journal means looking, never a second create', async () => {
  const id = await arrive();
  const crashed = harness(() => Promise.reject(new Error('kill -9')));
  await expect(advance(crashed.deps, id)).rejects.toThrow('kill -9');
  const next = harness((request) => ({ outcome: 'applied', reply: request.name === 'look' ? 'M1' : 'M2' }));
  await advance(next.deps, id);
  expect(next.sent).toEqual(['look']);
  expect((await read(id)).state).toBe('completed');
});

test('N04: what was not sent is tried again later, by itself', async () => {
  const failure = { kind: 'unreachable', code: 'connection.unreachable', message: 'No route' } as const;
  let down = true;
  const { deps, sent, time } = harness(() =>
    down ? { outcome: 'not-sent', failure } : { outcome: 'applied', reply: 'M1' },
  );
  const id = await arrive();
  await advance(deps, id);
  expect(await read(id)).toMatchObject({ state: 'waiting', failure: { code: 'connection.unreachable' }, attempts: 1 });
  expect(await advance(deps, id)).toHaveProperty('again');
  down = false;
  time.offsetMs = 60_000;
  await makeDue();
  await advance(deps, id);
  expect(sent).toEqual(['create', 'create']);
  expect((await read(id)).state).toBe('completed');
});

test('N24: what M3 refuses is held with its reason, and a retry goes on at the same step', async () => {
  const failure = { kind: 'rejected', code: 'm3.item-not-found', message: 'Item GHOST-1 is unknown' } as const;
  let refuse = true;
  const { deps } = harness(() => (refuse ? { outcome: 'refused', failure } : { outcome: 'applied', reply: 'M1' }));
  const id = await arrive();
  await advance(deps, id);
  expect(await read(id)).toMatchObject({
    state: 'held',
    hold: { reason: 'Item GHOST-1 is unknown', step: 'order' },
    failure: { code: 'm3.item-not-found' },
  });
  refuse = false;
  await createRunCommands(pool).release({ tenant: 't', runId: id, by: 'ada', verb: 'retry', reason: 'item added' });
  await advance(deps, id);
  // The operation made by hand sees its old refusal first; a real one compares the rounds.
  expect((await read(id)).journal.some((entry) => entry.type === 'released')).toBe(true);
});

test('a write without an answer stays in doubt when the other side cannot be asked for a day', async () => {
  const away = { kind: 'unreachable', code: 'connection.unreachable', message: 'No route' } as const;
  const lost = { kind: 'uncertain', code: 'connection.no-answer', message: 'No answer' } as const;
  const { deps, time } = harness(({ effect }) =>
    effect === 'write' ? { outcome: 'ambiguous', failure: lost } : { outcome: 'not-sent', failure: away },
  );
  const id = await arrive();
  for (let day = 0; day <= 2 && (await read(id)).state !== 'held'; day += 1) {
    await makeDue();
    await advance(deps, id);
    time.offsetMs += 86_400_000;
  }
  expect(await read(id)).toMatchObject({ state: 'held', unknownOutcome: true, failure: { kind: 'unreachable' } });
  await createRunCommands(pool).cancel({ tenant: 't', runId: id, by: 'ann', reason: 'keyed by hand' });
  expect(await read(id)).toMatchObject({ state: 'canceled', unknownOutcome: true });
});

test('a run that broke its worker again and again is tried once more when a person says so', async () => {
  const { deps, sent } = harness(() => ({ outcome: 'applied', reply: 'M1' }));
  const id = await arrive();
  await pool.query('UPDATE runs SET lease_token = 26');
  await advance(deps, id);
  expect(await read(id)).toMatchObject({ state: 'failed', failure: { code: 'engine.poison' } });
  expect(sent).toEqual([]);
  await createRunCommands(pool).release({ tenant: 't', runId: id, by: 'ann', verb: 'retry' });
  await advance(deps, id);
  expect(sent).toEqual(['create']);
  expect((await read(id)).state).toBe('completed');
});

test('A03: refused credentials pause the connection, and the run waits for it', async () => {
  const failure = { kind: 'unauthorized', code: 'connection.login-refused', message: 'Wrong secret' } as const;
  const { deps, paused } = harness(() => ({ outcome: 'refused', failure }));
  const id = await arrive();
  await advance(deps, id);
  expect(paused).toEqual(['m3']);
  expect(await read(id)).toMatchObject({
    state: 'waiting',
    failure: { code: 'connection.paused', message: 'The connection is paused: Wrong secret', record: 'connection m3' },
  });
});

test('A03: the runs of a connection that is started again go on within seconds', async () => {
  const failure = { kind: 'unauthorized', code: 'connection.login-refused', message: 'Wrong secret' } as const;
  const world = { refuse: true };
  const { deps, time } = harness(() =>
    world.refuse ? { outcome: 'refused', failure } : { outcome: 'applied', reply: 'M3-1' },
  );
  const id = await arrive();
  await advance(deps, id);
  const untilMs = async (): Promise<number> => {
    const kept = await pool.query<{ ms: string }>(
      'SELECT extract(epoch FROM wait_until - now()) * 1000 AS ms FROM runs WHERE id = $1',
      [id],
    );
    return Number(kept.rows[0]?.ms);
  };
  expect(await read(id)).not.toHaveProperty('until');
  const parked = createParkedStore(pool);
  expect(await parked.groups()).toEqual([{ tenant: 't', on: 'connection:m3' }]);
  expect(await parked.wake({ tenant: 't', on: 'connection:clarity' }, 10, 100)).toBe(0);
  expect(await untilMs()).toBeGreaterThan(20_000);
  expect(await parked.wake({ tenant: 't', on: 'connection:m3' }, 10, 100)).toBe(1);
  expect(await untilMs()).toBeLessThan(3_000);
  expect(await parked.groups()).toEqual([]);
  const { rows } = await pool.query<{ inMs: string }>(
    'SELECT extract(epoch FROM run_at - now()) * 1000 AS "inMs" FROM graphile_worker.jobs WHERE key = $1',
    [id],
  );
  expect(Number(rows[0]?.inMs)).toBeLessThan(3_000);
  world.refuse = false;
  await pool.query('UPDATE runs SET wait_until = now() WHERE id = $1', [id]);
  time.offsetMs = 2_000;
  await advance(deps, id);
  expect(await read(id)).toMatchObject({ state: 'completed' });
});

test('an operation that does not exist makes a dead letter that says so', async () => {
  const { deps } = harness(() => ({ outcome: 'applied' }), [call('order', 'nonsense')]);
  const id = await arrive();
  await advance(deps, id);
  expect(await read(id)).toMatchObject({ state: 'failed', failure: { code: 'engine.operation-missing' } });
});

test('an operation that never ends is stopped', async () => {
  const endless: JsonObject = { more: 'please' };
  const { deps } = harness(() => ({ outcome: 'applied', reply: null }));
  const looping = {
    ...create,
    next: () => ({ do: 'call', call: { name: 'look', effect: 'read', request: endless } }) as const,
  };
  const connections = {
    ...deps.connections,
    get: async () => ({ ...(await deps.connections.get('t', 'm3')), operation: () => looping }),
  };
  const id = await arrive();
  await advance({ ...deps, connections: connections as Connections }, id);
  expect(await read(id)).toMatchObject({ state: 'failed', failure: { code: 'engine.too-many-calls' } });
});
