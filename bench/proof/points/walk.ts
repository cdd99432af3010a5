import { randomUUID } from 'node:crypto';
import type { Call } from '../../../src/core/operation.ts';
import { advance } from '../../../src/engine/advance.ts';
import { Gates } from '../../../src/engine/gate.ts';
import type { Connections, Deployment, OpenConnection, RunStore } from '../../../src/engine/ports.ts';
import { Programs } from '../../../src/engine/programs.ts';
import { RightOfWay } from '../../../src/engine/right-of-way.ts';
import { type PointCase, POINT_OPERATIONS } from './cases.ts';
import type { Home } from './homes.ts';

/** Where a process dies around one write, in the order in which these come. */
export const POINTS = ['before send', 'after effect', 'after reply', 'after journal'] as const;

export interface Kill {
  /** Which write, counted from 1 over all lives of the process. */
  readonly write: number;
  readonly point: (typeof POINTS)[number];
}

export interface Walked {
  /** Names of the writes that were sent, in order. */
  readonly writes: readonly string[];
  readonly kills: number;
  /** How often a person had to look, because nobody could know what had become of a write. */
  readonly held: number;
  /** What is wrong; empty when all is as it must be. */
  readonly complaints: readonly string[];
}

/** The process is gone: nothing after this is done or written by it. */
class Killed extends Error {}

const RESTART_MS = 1_000;
const CALL_MS = 100;
const MOST_TURNS = 400;
const MOST_HOLDS = 2;
const METER = {
  callEnded: () => undefined,
  runEnded: () => undefined,
  eventTaken: () => undefined,
  leaseLost: () => undefined,
};

/** Virtual time of one walk; the store's own clock is not asked. */
export class WalkClock {
  #now = Date.UTC(2026, 2, 2);
  now(): number {
    return this.#now;
  }
  pass(ms: number): void {
    this.#now += ms;
  }
}

/** Carries one run of a flow to its end, with the process dying at each of the given points. */
export async function walk(flow: PointCase, home: Home, clock: WalkClock, kills: readonly Kill[]): Promise<Walked> {
  const stage = flow.stage();
  const writes: string[] = [];
  let killed = 0;
  let held = 0;
  let next: 'before' | 'after' | undefined;
  const die = (): never => {
    killed += 1;
    next = undefined;
    throw new Killed();
  };
  const send = async (connection: string, call: Call) => {
    clock.pass(CALL_MS);
    if (call.effect === 'read') return stage.answer(connection, call);
    writes.push(call.name);
    const kill = kills.find(({ write }) => write === writes.length);
    if (kill?.point === 'before send') die();
    const result = stage.answer(connection, call);
    if (kill?.point === 'after effect') die();
    if (kill) next = kill.point === 'after reply' ? 'before' : 'after';
    return result;
  };
  const mortal = (store: RunStore): RunStore => ({
    ...store,
    commit: async (change) => {
      if (next === 'before') die();
      await store.commit(change);
      if (next === 'after') die();
    },
  });
  const deployment: Deployment = {
    id: randomUUID(),
    tenant: 't',
    flow: 'point',
    version: 1,
    bindings: {},
    settings: {},
    bundle: { flow: flow.program.flow, mappings: {}, crosswalks: {} },
    active: true,
  };
  const programs = new Programs(
    { load: async () => deployment, listActive: async () => [deployment], revision: async () => 1 },
    () => flow.program,
  );
  const connections: Connections = {
    get: async (_tenant, name): Promise<OpenConnection> => ({
      name,
      connector: name,
      settings: flow.settings[name] ?? {},
      limits: { concurrency: 8 },
      operation: (wanted) => flow.operations?.[wanted] ?? POINT_OPERATIONS[wanted],
      send: (call) => send(name, call),
    }),
    pause: async () => undefined,
    polls: async () => [],
    closing: () => undefined,
  };
  const born = async () => ({
    store: mortal(await home.newLife()),
    programs,
    connections,
    gates: new Gates(clock, METER),
    clock,
    chance: { next: () => 0.5 },
    meter: METER,
    rightOfWay: new RightOfWay(),
  });
  let process = await born();
  const runId = await home.accept(deployment.id, flow.event);
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    try {
      await advance(process, runId);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      clock.pass(RESTART_MS);
      process = await born();
      continue;
    }
    const { state, why } = await home.look(runId);
    if (state === 'completed') return { writes, kills: killed, held, complaints: stage.complaints() };
    if (state === 'failed' || (state === 'held' && held === MOST_HOLDS)) {
      return { writes, kills: killed, held, complaints: [`the run is ${state}: ${why}`, ...stage.complaints()] };
    }
    if (state === 'held') {
      held += 1;
      await home.release(runId);
      continue;
    }
    clock.pass(STEP_MS);
    await home.makeDue(runId);
  }
  return { writes, kills: killed, held, complaints: ['the run does not come to its end'] };
}

/** What waits is asked again so much later: less than a quiet time, so that asking too early shows. */
const STEP_MS = 20_000;
