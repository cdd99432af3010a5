import { begunSteps, type DoneWrite, writesOf } from '../../core/work/effects.ts';
import { stepsFrom } from '../../core/work/flow-steps.ts';
import type { WorkStore } from '../work-ports.ts';
import { type BulkCommand, type BulkPreview, type BulkResult, doBulk, previewBulk, whyNotNewest } from './bulk.ts';
import { readCase, type WorkDeps } from './case.ts';
import { checkFix, doFix, type FixCheck, type FixCommand, type FixResult } from './do-fix.ts';
import { type Look, look } from './look.ts';
import { type Fix, openFix } from './open-fix.ts';
import type { FixOrder } from './plan-fix.ts';

/** What the verbs of a run would repeat, and what they would not. */
export interface RunEffects {
  readonly writes: readonly DoneWrite[];
  /** Steps from the one where it stands, by title. */
  readonly ahead: readonly { readonly id: string; readonly title: string }[];
  readonly all: readonly { readonly id: string; readonly title: string }[];
  readonly begun: readonly string[];
}

/** What people do about work that needs them. */
export interface WorkDesk {
  readonly store: Pick<WorkStore, 'groups' | 'items' | 'count' | 'mark' | 'behind'>;
  fix(tenant: string, runId: string): Promise<Fix | undefined>;
  /** Undefined when there is no such open run. */
  check(tenant: string, runId: string, order: FixOrder): Promise<FixCheck | undefined>;
  doFix(command: FixCommand): Promise<FixResult>;
  look(tenant: string, runId: string): Promise<Look | undefined>;
  effects(tenant: string, runId: string): Promise<RunEffects | undefined>;
  preview(command: Pick<BulkCommand, 'tenant' | 'verb' | 'filter' | 'version'>): Promise<BulkPreview>;
  do(command: BulkCommand): Promise<BulkResult>;
  /** Why a run cannot go on with the newest version of its flow; undefined when it can. */
  whyNotNewest(tenant: string, runId: string, flow: string): Promise<string | undefined>;
}

export function createWorkDesk(deps: WorkDeps): WorkDesk {
  return {
    store: deps.work,
    fix: (tenant, runId) => openFix(deps, tenant, runId),
    check: async (tenant, runId, order) => {
      const given = await readCase(deps, tenant, runId);
      return given && (await checkFix(deps, given, order));
    },
    doFix: (command) => doFix(deps, command),
    look: (tenant, runId) => look(deps, tenant, runId),
    effects: async (tenant, runId) => {
      const given = await readCase(deps, tenant, runId);
      if (given === undefined) return undefined;
      const { program } = given.flow;
      const { journal } = given.run;
      return {
        writes: writesOf(journal),
        ahead: stepsFrom(program, given.address),
        all: stepsFrom(program, ''),
        begun: begunSteps(journal),
      };
    },
    preview: (command) => previewBulk(deps, command),
    do: (command) => doBulk(deps, command),
    whyNotNewest: (tenant, runId, flow) => whyNotNewest(deps, tenant, runId, flow),
  };
}
