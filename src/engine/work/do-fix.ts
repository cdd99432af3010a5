import type { Failure } from '../../core/failure.ts';
import type { JsonObject } from '../../core/json.ts';
import type { PatchedField } from '../../core/work/patch.ts';
import { readCase, type WorkCase, type WorkDeps } from './case.ts';
import { dryRun, type DryRun } from './dry-run.ts';
import { type FixOrder, type FixPlan, planAlike, planFix } from './plan-fix.ts';

export interface FixCommand extends FixOrder {
  readonly tenant: string;
  readonly runId: string;
  readonly by: string;
  readonly reason: string;
  /** Also for the other runs with the same cause. */
  readonly alike: boolean;
  /** `updatedAt` of the run as it was looked at; refused when something has happened since. */
  readonly seenAt?: string;
}

/** Something that was done, for the audit log. */
interface Deed {
  readonly action: string;
  readonly subject: string;
  readonly detail: JsonObject;
}

export type FixResult =
  | {
      readonly done: true;
      readonly message: string;
      readonly fixed: number;
      readonly left: readonly { readonly runId: string; readonly why: string }[];
    }
  | {
      readonly done: false;
      readonly why: 'not-found' | 'not-allowed' | 'failed-check';
      readonly message: string;
      readonly path?: string;
      readonly failure?: Failure;
    };

/** What a fix would come to: the data before and after, and what the step's own operation says to it. */
export type FixCheck =
  | { readonly plan: FixPlan; readonly dryRun: DryRun }
  | { readonly refused: { readonly message: string; readonly path?: string; readonly failure?: Failure } };

const MOVED_ON = {
  done: false,
  why: 'not-allowed',
  message: 'Something has happened to the run since you looked. Look again, then decide.',
} as const satisfies FixResult;

/** Others of the same cause that one command mends; the rest is left on the list. */
const MOST_ALIKE = 500;

/** Checks a fix with reads only: the operation goes on up to its next write, which is not sent. */
export async function checkFix(deps: WorkDeps, given: WorkCase, order: FixOrder): Promise<FixCheck> {
  const planned = planFix(given, order, deps.clock.now());
  if ('refused' in planned) return planned;
  const { plan } = planned;
  const linkedId = plan.link === undefined ? {} : { linkedId: plan.link.toId };
  return { plan, dryRun: await dryRun(deps, given, { input: plan.input, released: true, ...linkedId }) };
}

/**
 * Mends a run: checks the corrected data, keeps what is to be remembered, and lets the step go on with it, at the same place
 * and with everything it has written known. The input before stays in the journal beside the new one. Each deed stands
 * in the audit log as soon as it is done, whatever becomes of the next.
 */
export async function doFix(deps: WorkDeps, command: FixCommand): Promise<FixResult> {
  const { tenant, runId, seenAt } = command;
  const given = await readCase(deps, tenant, runId);
  if (given === undefined) return { done: false, why: 'not-found', message: 'There is no open run with this id.' };
  if (seenAt !== undefined && Date.parse(seenAt) !== Date.parse(given.run.updatedAt)) return MOVED_ON;
  const checked = await checkFix(deps, given, command);
  if ('refused' in checked) return { done: false, why: 'not-allowed', ...checked.refused };
  const { plan, dryRun: dry } = checked;
  if (dry.result === 'would-fail') {
    return {
      done: false,
      why: 'failed-check',
      message: `With this data the step would fail again: ${dry.failure.message}`,
      failure: dry.failure,
    };
  }
  const cause = command.alike ? await deps.work.causeOf(tenant, runId) : undefined;
  const others = cause === undefined ? [] : await deps.work.ids(tenant, { cause }, MOST_ALIKE + 1);

  // The check took its time: what is kept for good must not come from somebody who is too late.
  if ((await deps.runs.get(tenant, runId))?.updatedAt !== given.run.updatedAt) return MOVED_ON;
  const refused = await keep(deps, given, plan, command);
  if (refused) return { done: false, why: 'not-allowed', message: refused.message, failure: refused };
  const released = await release(deps, given, plan, command);
  if (!released.done) return { done: false, why: 'not-allowed', message: released.message };
  await noteFix(deps, command, plan.fields);

  const left: { runId: string; why: string }[] = [];
  let fixed = 1;
  for (const { runId: id } of others.slice(0, MOST_ALIKE)) {
    if (id === runId) continue;
    const why = await fixAlike(deps, { ...command, runId: id }, plan);
    if (why === undefined) fixed += 1;
    else left.push({ runId: id, why });
  }
  const message = `${fixed === 1 ? 'The run goes' : `${fixed} runs go`} on from the step where ${fixed === 1 ? 'it' : 'each'} stood, with the corrected data.`;
  return { done: true, message, fixed, left };
}

/** Keeps what is remembered, before the run goes on: a crash in between leaves a row more, never an order lost. */
async function keep(
  deps: WorkDeps,
  { tenant, run }: WorkCase,
  plan: FixPlan,
  { by, reason }: FixCommand,
): Promise<Failure | undefined> {
  const note = (deed: Deed) => deps.audit.append(tenant, { by, ...deed });
  for (const setting of plan.defaults) {
    const failure = await deps.saveSetting({ tenant, by, ...setting });
    if (failure) return failure;
    const { connection, ...detail } = setting;
    await note({
      action: 'connection.default',
      subject: `connection ${connection}`,
      detail: { ...detail, reason, run: run.id },
    });
  }
  for (const row of plan.rows) {
    const written = await deps.work.setRow(tenant, row, by);
    if (!written) continue;
    const detail = {
      from: row.from,
      to: row.to,
      reason,
      run: run.id,
      ...(written.before === undefined ? {} : { before: written.before }),
    };
    await note({ action: 'crosswalk.set', subject: `crosswalk ${row.crosswalk}`, detail });
  }
  if (plan.link) {
    const { kind, from, id, to, toId } = plan.link;
    const link = { kind, left: { system: from, id }, right: { system: to, id: toId } };
    await deps.setLink({ tenant, link, by, reason, runId: run.id });
    await note({
      action: 'link.set',
      subject: `${kind} ${id}`,
      detail: { with: `${to} ${toId}`, reason, run: run.id },
    });
  }
  return undefined;
}

async function release(deps: WorkDeps, given: WorkCase, plan: FixPlan, { tenant, by, reason }: FixCommand) {
  const base = { tenant, runId: given.run.id, by, reason, seenAt: given.run.updatedAt };
  // With nothing corrected, as after a link was made, the step is done again with the data it has.
  if (plan.before !== undefined && plan.fields.length === 0)
    return await deps.commands.release({ ...base, verb: 'retry' });
  return await deps.commands.release({ ...base, verb: 'edit', input: plan.input });
}

/** The same fix for another run; answers why it is left as it is, if it is. */
async function fixAlike(deps: WorkDeps, command: FixCommand, first: FixPlan): Promise<string | undefined> {
  const given = await readCase(deps, command.tenant, command.runId);
  if (given === undefined) return 'It is not open any more.';
  const planned = planAlike(given, first, deps.clock.now());
  if ('refused' in planned) return planned.refused.message;
  const released = await release(deps, given, planned.plan, command);
  if (!released.done) return released.message;
  await noteFix(deps, command, planned.plan.fields);
  return undefined;
}

async function noteFix(
  deps: WorkDeps,
  { tenant, runId, by, reason }: FixCommand,
  fields: readonly PatchedField[],
): Promise<void> {
  const changes = fields.map(({ path, before, after }) => ({ path, before: before ?? null, after: after ?? null }));
  await deps.audit.append(tenant, { by, action: 'run.fix', subject: `run ${runId}`, detail: { changes, reason } });
}
