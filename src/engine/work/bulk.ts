import { begunSteps, writesOf } from '../../core/work/effects.ts';
import { whyNotOn } from '../../core/work/flow-steps.ts';
import type { WorkFilter, WorkItem } from '../work-ports.ts';
import type { CommandResult } from '../command-ports.ts';
import type { WorkDeps } from './case.ts';

export type BulkVerb = 'retry' | 'replay' | 'cancel';

export interface BulkCommand {
  readonly tenant: string;
  readonly verb: BulkVerb;
  readonly filter: WorkFilter;
  /** `newest`: on the newest version of the flow instead of the one it ran on; a replay is on the newest unless told. */
  readonly version?: 'same' | 'newest';
  readonly by: string;
  readonly reason: string;
  /** Goes on behind this place in the order of arrival, the `next` of the part before. */
  readonly after?: string;
}

export interface BulkResult {
  readonly done: readonly { readonly runId: string; readonly newRunId?: string }[];
  readonly refused: readonly { readonly runId: string; readonly why: string }[];
  /** Set when there is more: the place behind which to go on. It stays one when the run that had it is over. */
  readonly next?: string;
}

/** What a verb would do to everything on a filter. */
export interface BulkPreview {
  readonly count: number;
  /** Of the first ones in order of arrival, what it would do to each. */
  readonly sample: readonly { readonly item: WorkItem; readonly effect: string; readonly allowed: boolean }[];
  /** Runs among these of which a write has no known outcome. */
  readonly unknown: number;
}

/** In one go; who wants more goes on with `after`. */
const AT_ONCE = 200;
const SHOWN = 5;

/** Says what a verb would do, and does nothing. */
export async function previewBulk(
  deps: WorkDeps,
  { tenant, verb, filter, version }: Pick<BulkCommand, 'tenant' | 'verb' | 'filter' | 'version'>,
): Promise<BulkPreview> {
  const [count, unknown, { items }] = await Promise.all([
    deps.work.count(tenant, filter),
    deps.work.count(tenant, { ...filter, state: 'unknown' }),
    deps.work.items(tenant, filter, { limit: SHOWN }),
  ]);
  const sample = await Promise.all(
    items.map(async (item) => {
      const why = await whyNot(deps, tenant, item, verb, version);
      const journal = (await deps.runs.get(tenant, item.run.id))?.journal ?? [];
      return { item, allowed: why === undefined, effect: why ?? effectOf(verb, item, writesOf(journal).length) };
    }),
  );
  return { count, sample, unknown: filter.state === undefined || filter.state === 'unknown' ? unknown : 0 };
}

function effectOf(verb: BulkVerb, { run }: WorkItem, writes: number): string {
  const step = run.hold?.step ?? run.failure?.step ?? run.step ?? 'its first step';
  const kept =
    writes === 0
      ? 'Nothing was written yet.'
      : `${writes} ${writes === 1 ? 'write stays' : 'writes stay'} and ${writes === 1 ? 'is' : 'are'} not made again.`;
  if (verb === 'retry')
    return run.unknownOutcome
      ? `Looks again what became of the unanswered call of ${step}.`
      : `Goes on from ${run.hold?.resume === 'start' ? 'the start, with what people have settled or corrected' : step}. ${kept}`;
  if (verb === 'replay') return `A new run from the start; records that exist are found, not made again. ${kept}`;
  return `Ends for good. ${writes === 0 ? 'Nothing was written yet.' : `${writes} ${writes === 1 ? 'write stays' : 'writes stay'} in the other system.`}`;
}

async function whyNot(
  deps: WorkDeps,
  tenant: string,
  { run }: WorkItem,
  verb: BulkVerb,
  version: BulkCommand['version'],
): Promise<string | undefined> {
  if (verb === 'replay' && run.unknownOutcome) return 'The outcome of a write is not known: a new run could double it.';
  if (verb === 'replay' && run.state !== 'failed') return 'It is still open: retry it, or cancel it first.';
  if (verb === 'retry' && version === 'newest') return await whyNotNewest(deps, tenant, run.id, run.flow);
  return undefined;
}

/** Why a run cannot go on with the newest version of its flow; undefined when it can. */
export async function whyNotNewest(
  deps: WorkDeps,
  tenant: string,
  runId: string,
  flow: string,
): Promise<string | undefined> {
  const [deployment, active] = await Promise.all([deps.work.deploymentOf(tenant, runId), deps.programs.active()]);
  const newest = active.find((each) => each.deployment.tenant === tenant && each.deployment.flow === flow);
  const own = deployment === undefined ? undefined : await deps.programs.of(deployment);
  if (newest === undefined) return `Flow ${flow} is not deployed any more.`;
  // A version that cannot be compiled any more is what people want to get away from.
  if (own === undefined || !('program' in own)) return undefined;
  const run = await deps.runs.get(tenant, runId);
  return whyNotOn(newest.program, own.program, begunSteps(run?.journal ?? []));
}

/** Does a verb to everything on a filter, in order of arrival, a part at a time. */
export async function doBulk(deps: WorkDeps, command: BulkCommand): Promise<BulkResult> {
  const { tenant, verb, filter, version, by, reason } = command;
  const ids = await deps.work.ids(tenant, filter, AT_ONCE + 1, command.after);
  const done: { runId: string; newRunId?: string }[] = [];
  const refused: { runId: string; why: string }[] = [];
  for (const { runId } of ids.slice(0, AT_ONCE)) {
    const [item] = (await deps.work.items(tenant, { runIds: [runId] }, { limit: 1 })).items;
    if (item === undefined) continue;
    const why = await whyNot(deps, tenant, item, verb, version);
    const result = why === undefined ? await act(deps, command, runId) : { done: false as const, message: why };
    if (!result.done) {
      refused.push({ runId, why: result.message });
      continue;
    }
    const started = result.newRunId === undefined ? {} : { newRunId: result.newRunId };
    // At once: what comes to an end in the middle of the part has still been done.
    await deps.audit.append(tenant, {
      by,
      action: `run.${verb}`,
      subject: `run ${runId}`,
      detail: { reason, ...started, bulk: true },
    });
    done.push({ runId, ...started });
  }
  const last = ids[AT_ONCE - 1];
  return { done, refused, ...(ids.length > AT_ONCE && last !== undefined ? { next: last.seq } : {}) };
}

async function act(
  deps: WorkDeps,
  { tenant, verb, by, reason, version }: BulkCommand,
  runId: string,
): Promise<CommandResult & { newRunId?: string }> {
  const base = { tenant, runId, by, reason };
  switch (verb) {
    case 'retry':
      return await deps.commands.release({ ...base, verb, ...(version === 'newest' ? { version } : {}) });
    case 'cancel':
      return await deps.commands.cancel(base);
    case 'replay':
      return await deps.commands.replay({ ...base, instead: true, ...(version === undefined ? {} : { version }) });
  }
}
