import type { Life } from '../../kit/sandbox/life.ts';
import type { FaultPlan } from '../../kit/sandbox/faults.ts';
import type { MiTables } from '../metadata/tables.ts';
import type { ChangeFeed } from './feed/feed.ts';
import type { SandboxSettings } from './settings.ts';
import type { Effect } from './state/effects.ts';
import type { EffectLog } from './state/effect-log.ts';
import type { World } from './state/world.ts';

/** What every part of a running sandbox shares. One object for each started sandbox; nothing is kept in modules. */
export interface Sandbox {
  readonly world: World;
  readonly settings: SandboxSettings;
  readonly tables: MiTables;
  readonly faults: FaultPlan;
  readonly log: EffectLog;
  /** Tells others what changes. */
  readonly feed: ChangeFeed;
  /** People who work here by themselves. */
  readonly life: Life;
  /** Calls that trigger values already disturbed, and how often. */
  readonly triggered: Map<string, number>;
  /** A bulk call of this program that is cut off after some transactions; used up by `times`. */
  bulkCut: { program: string; after: number; times: number } | undefined;
  /** Sandbox time in milliseconds since 1970. */
  now(): number;
  /** Lets an effect take place and records it. */
  commit(effect: Effect): void;
  /** Runs a job later, unless the sandbox is closed before. */
  schedule(delayMs: number, job: () => void): void;
}
