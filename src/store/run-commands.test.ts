import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RunCommands } from '../engine/command-ports.ts';
import { createInboxStore } from './inbox-store.ts';
import { createRunCommands } from './run-commands.ts';
import { createRunReads } from './run-reads.ts';
import { createRunStore } from './run-store.ts';
import { deployTestFlow, openTestStore, startTestWorker } from './test-store.ts';

const { pool, close } = await openTestStore({ maxConnections: 3 });
const me = randomUUID();
const failure = { kind: 'missing', code: 'm3.item-not-found', message: 'No such item', step: 'order' } as const;
const hold = { queue: 'q', reason: 'r', scope: 'record', resume: 'step', failure, step: 'order' } as const;
let deployment = '';
let runId = '';

beforeAll(async () => {
  await startTestWorker(pool, me);
  ({ deployment } = await deployTestFlow(pool));
});
afterAll(close);

const base = () =>
  ({
    runId,
    leaseToken: 1,
    firstSeq: 1,
    entries: [{ type: 'step-started', at: 1, step: 'order', input: {} }],
  }) as const;

beforeEach(begin);

async function begin(): Promise<void> {
  const receipt = await createInboxStore(pool).accept({
    event: {
      tenant: 't',
      connection: 'clarity',
      id: randomUUID(),
      type: 'clarity.order.created',
      subject: '1',
      time: '2026-11-21T10:00:00Z',
      data: {},
      via: 'webhook',
    },
    runs: [{ deployment, flow: 'order-to-cash', dedupeKey: randomUUID(), facts: {} }],
  });
  runId = receipt.runIds[0] as string;
  await createRunStore(pool, me).claim(runId);
}

const release = (change: Pick<Parameters<RunCommands['release']>[0], 'verb'> & { seenAt?: string }) =>
  createRunCommands(pool).release({ tenant: 't', runId, by: 'ann', output: {}, input: {}, ...change });
const seen = async () => (await createRunReads(pool).get('t', runId))?.updatedAt ?? '';

test('what somebody worked out of what he saw is refused when somebody else was quicker', async () => {
  await createRunStore(pool, me).commit({ ...base(), state: 'held', hold, failure, step: 'order' });
  const seenAt = await seen();
  await release({ verb: 'retry' });
  await createRunStore(pool, me).claim(runId);
  await createRunStore(pool, me).commit({
    ...base(),
    leaseToken: 2,
    firstSeq: 3,
    state: 'held',
    hold: { ...hold, step: 'next' },
    failure,
    step: 'next',
  });
  expect(await release({ verb: 'skip', seenAt })).toMatchObject({
    done: false,
    code: 'run.wrong-state',
    message: 'Something has happened since you looked: the run is held at step next now.',
  });
  expect(await release({ verb: 'skip', seenAt: await seen() })).toMatchObject({ done: true });
});

test('what a canceled run leaves says whether the step where it stood had sent a write', async () => {
  const told: boolean[] = [];
  const commands = createRunCommands(pool, ({ wrote }) => {
    told.push(wrote);
    return Promise.resolve([]);
  });
  await createRunStore(pool, me).commit({ ...base(), state: 'held', hold, failure, step: 'order' });
  await commands.cancel({ tenant: 't', runId, by: 'ann', reason: 'not wanted' });

  await begin();
  const sent = { type: 'call-sent', at: 2, step: 'order', call: 'head', effect: 'write', request: {} } as const;
  await createRunStore(pool, me).commit({
    ...base(),
    entries: [...base().entries, sent],
    state: 'held',
    hold,
    failure,
    step: 'order',
  });
  await commands.cancel({ tenant: 't', runId, by: 'ann', reason: 'not wanted' });
  expect(told).toEqual([false, true]);
});

test('a run that waits is neither settled nor edited, and one in doubt is not edited', async () => {
  const until = Date.now() + 60_000;
  await createRunStore(pool, me).commit({ ...base(), state: 'waiting', until, step: 'order', unknownOutcome: true });
  for (const verb of ['skip', 'edit', 'release'] as const) {
    expect(await release({ verb })).toMatchObject({ done: false, code: 'run.wrong-state' });
  }
  await pool.query(`UPDATE runs SET state = 'held' WHERE id = $1`, [runId]);
  expect(await release({ verb: 'edit' })).toMatchObject({
    done: false,
    message: expect.stringContaining('unanswered'),
  });
  expect(await release({ verb: 'skip' })).toMatchObject({ done: true });
});
