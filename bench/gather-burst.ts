import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { loadBundle } from '../src/core/flow/bundle.ts';
import { compileFlow } from '../src/core/flow/compile.ts';
import { gatherOnce } from '../src/engine/gather.ts';
import { planRuns } from '../src/engine/plan-runs.ts';
import type { GatherStore } from '../src/engine/gather-ports.ts';
import type { InboundEvent } from '../src/engine/ports.ts';
import type { LiveFlow, Programs } from '../src/engine/programs.ts';
import { createGatherStore } from '../src/store/gather-store.ts';
import { createInboxStore } from '../src/store/inbox-store.ts';
import { createRunStore } from '../src/store/run-store.ts';
import { createWorkerStore } from '../src/store/worker-store.ts';

export interface Burst {
  /** Changes in the source. */
  readonly changes: number;
  readonly subjects: number;
  /** How often each event is delivered. */
  readonly copies: number;
  /** A delivery is late by up to so many others. */
  readonly disorder: number;
  readonly spacing: string;
  readonly size: number;
  /** Share of takings that die before their commit. */
  readonly deaths: number;
  readonly seed: number;
}

export interface BurstResult {
  readonly deliveries: number;
  readonly runs: number;
  readonly writes: number;
  /** Writes to the subject that got most. */
  readonly mostWrites: number;
  /** Subjects whose value in the target is not that of the source at the end. */
  readonly wrong: number;
  /** Subjects that a run was given an older event of than an earlier run. */
  readonly wentBack: number;
  readonly intakeMs: number;
  readonly wholeMs: number;
}

const LANES = 4;

function liveFlow({ size, spacing }: Burst): LiveFlow {
  const text = `version: 1
flow: burst
title: Burst
connections: [erp]
trigger: { event: erp.stock.changed, gather: { by: "\${ event.lane }", size: ${size}, within: 100ms, spacing: ${spacing} } }
steps:
  - { id: s, set: { count: "\${ event.count }" } }
`;
  const bundle = loadBundle([{ path: 'burst/flow.yaml', text }]).flows[0]?.bundle;
  if (!bundle) throw new Error('The flow of the bench is not read');
  const field = { type: 'string' };
  const schema = { type: 'object', properties: { lane: field }, required: ['lane'] };
  const erp = { operations: {}, events: { 'erp.stock.changed': { schema } } };
  const { program, problems } = compileFlow(bundle, { connections: { erp } });
  if (!program) throw new Error(problems.map((each) => each.message).join('; '));
  const bindings = { erp: 'erp' };
  const id = randomUUID();
  return {
    program,
    deployment: { id, tenant: 't', flow: 'burst', version: 1, bindings, settings: {}, bundle, active: true },
  };
}

/** A generator of numbers from 0 to 1 (mulberry32), the same for the same seed. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Change {
  readonly subject: string;
  readonly version: number;
}

/** Deliveries in their order: each change in copies, late by chance. `ready` of them have happened in the source. */
function deliveriesOf({ changes, subjects, copies, disorder }: Burst, chance: () => number) {
  const history: Change[] = Array.from({ length: changes }, (_, version) => ({
    subject: `SKU-${Math.floor(chance() * subjects)}`,
    version,
  }));
  const copiesOf = history.flatMap((change, index) =>
    Array.from({ length: copies }, () => ({ change, at: index * copies + chance() * disorder })),
  );
  return { history, deliveries: copiesOf.toSorted((a, b) => a.at - b.at).map(({ change }) => change) };
}

/**
 * Sends a burst of changes through intake, gathering and runs on a real database. Runs read the source's present value,
 * as flows do, and write it when the target has another.
 */
export async function gatherBurst(pool: pg.Pool, burst: Burst): Promise<BurstResult> {
  const chance = chanceOf(burst.seed);
  const { history, deliveries } = deliveriesOf(burst, chance);
  const live = liveFlow(burst);
  const inbox = createInboxStore(pool);
  const incarnation = randomUUID();
  await createWorkerStore(pool, { forceUnlockWorkers: () => Promise.resolve() }).start({
    instance: 'burst',
    incarnation,
    role: 'work',
  });
  const runStore = createRunStore(pool, incarnation);
  const source = new Map<string, number>();
  const target = new Map<string, number>();
  const told = new Map<string, number>();
  const writesOf = new Map<string, number>();
  const counts = { runs: 0, writes: 0, wentBack: 0 };
  const state = { open: true };

  const deadly: GatherStore = {
    due: (tenant, flows) => createGatherStore(pool).due(tenant, flows),
    take: (what, plan) =>
      createGatherStore(pool).take(what, (gatherings) => {
        if (chance() < burst.deaths) throw new Error('dies here');
        return plan(gatherings);
      }),
  };
  const programs = { active: () => Promise.resolve([live]) } as unknown as Programs;
  const deps = { store: deadly, programs, clock: { now: () => Date.now() }, newName: randomUUID, log: () => undefined };
  const gathering = (async () => {
    while (state.open) {
      const busy = await gatherOnce(deps).catch(() => true);
      await sleep(busy ? 10 : 30);
    }
  })();
  const working = (async () => {
    while (state.open) {
      const { rows } = await pool.query<{ id: string }>(
        `SELECT id FROM runs WHERE state = 'queued' ORDER BY seq LIMIT 20`,
      );
      await Promise.all(rows.map(({ id }) => work(id)));
      if (rows.length === 0) await sleep(10);
    }
  })();

  async function work(id: string): Promise<void> {
    const claim = await runStore.claim(id);
    if ('refused' in claim) return;
    const { run } = claim;
    counts.runs += 1;
    for (const item of run.event['items'] as readonly { subject: string; version: number }[]) {
      if (item.version < (told.get(item.subject) ?? -1)) counts.wentBack += 1;
      told.set(item.subject, item.version);
      const value = source.get(item.subject);
      if (value === undefined || target.get(item.subject) === value) continue;
      target.set(item.subject, value);
      counts.writes += 1;
      writesOf.set(item.subject, (writesOf.get(item.subject) ?? 0) + 1);
    }
    const entries = [{ type: 'completed', at: Date.now() }] as const;
    await runStore.commit({ runId: id, leaseToken: run.leaseToken, firstSeq: 1, entries, state: 'completed' });
  }

  const began = performance.now();
  let happened = 0;
  for (let at = 0; at < deliveries.length; at += 500) {
    const page = deliveries.slice(at, at + 500);
    const until = Math.max(...page.map((change) => change.version));
    for (; happened <= until; happened += 1) {
      const change = history[happened];
      if (change) source.set(change.subject, change.version);
    }
    await Promise.all(page.map((change) => inbox.accept(requestOf(change, live))));
  }
  const intakeMs = performance.now() - began;
  for (;;) {
    const { rows } = await pool.query<{ left: number }>(
      `SELECT (SELECT count(*) FROM gathered_subjects WHERE due_at IS NOT NULL)::int + (SELECT count(*) FROM runs)::int AS left`,
    );
    if (rows[0]?.left === 0) break;
    await sleep(50);
  }
  const wholeMs = performance.now() - began;
  state.open = false;
  await Promise.all([gathering, working]);
  const wrong = [...source].filter(([subject, value]) => target.get(subject) !== value).length;
  const mostWrites = Math.max(0, ...writesOf.values());
  return { deliveries: deliveries.length, ...counts, mostWrites, wrong, intakeMs, wholeMs };
}

function requestOf({ subject, version }: Change, live: LiveFlow) {
  const event: InboundEvent = {
    tenant: 't',
    connection: 'erp',
    id: `${subject}@${version}`,
    type: 'erp.stock.changed',
    subject,
    time: new Date(Date.UTC(2026, 0, 1) + version).toISOString(),
    data: { lane: `lane ${Number(subject.slice(4)) % LANES}`, version },
    via: 'poll',
  };
  return { event, runs: planRuns(event, [live]) };
}
