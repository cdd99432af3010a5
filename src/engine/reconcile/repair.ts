import {
  type RepairCase,
  type RepairOffer,
  repairsOf,
  type RepairVerb,
  sourceOf,
} from '../../core/reconcile/repairs.ts';
import { SUBJECT_RULES } from '../../core/reconcile/rules.ts';
import type { Intake } from '../intake.ts';
import type { RunCommands } from '../command-ports.ts';
import type { Clock, Connections, PolledEvent } from '../ports.ts';
import type { RunReads } from '../read-ports.ts';
import type { DifferenceDetail, ReconcileReads, RecordSource } from '../reconcile-ports.ts';

export interface RepairDeps {
  readonly reads: ReconcileReads;
  readonly runs: Pick<RunReads, 'list' | 'get'>;
  readonly commands: Pick<RunCommands, 'replay'>;
  readonly connections: Pick<Connections, 'get'>;
  readonly intake: Pick<Intake, 'accept'>;
  readonly clock: Clock;
}

export interface RepairCommand {
  readonly tenant: string;
  readonly id: string;
  readonly verb: RepairVerb;
  readonly by: string;
  readonly reason?: string;
}

export type RepairResult =
  | { readonly done: true; readonly message: string; readonly runIds: readonly string[] }
  | { readonly done: false; readonly why: 'not-found' | 'not-allowed'; readonly message: string };

/** What may be done about a difference now, and what each would do. */
export async function offersFor(
  deps: RepairDeps,
  tenant: string,
  difference: DifferenceDetail,
): Promise<RepairOffer[]> {
  return repairsOf(await caseOf(deps, tenant, difference));
}

/**
 * Does one repair, once: whoever comes second finds the difference settled. A push goes the ordinary way, as an event
 * in the inbox or as another run from the same event, so it can be followed like every run.
 */
export async function repair(deps: RepairDeps, command: RepairCommand): Promise<RepairResult> {
  const { tenant, id, verb, by, reason } = command;
  const difference = await deps.reads.difference(tenant, id);
  if (!difference) return { done: false, why: 'not-found', message: 'There is no such difference.' };
  const given = await caseOf(deps, tenant, difference);
  const offer = repairsOf(given).find((each) => each.verb === verb);
  if (!offer?.allowed) return refusal(offer?.why ?? 'This cannot be done here.');
  if (offer.needsReason && !reason) return refusal('It needs a reason, for whoever looks at it later.');
  const state = verb === 'ignore' || verb === 'adopt' ? 'ignored' : 'repaired';
  const settled = await deps.reads.settle(tenant, id, { state, repair: verb, by, ...(reason ? { reason } : {}) });
  if (!settled) return refusal('Somebody else was faster: it is settled already.');
  try {
    const result = await carryOut(deps, tenant, difference, given, verb);
    if (!result.done) await deps.reads.reopen(tenant, id, difference.state);
    return result;
  } catch (error) {
    await deps.reads.reopen(tenant, id, difference.state);
    throw error;
  }
}

async function carryOut(
  deps: RepairDeps,
  tenant: string,
  difference: DifferenceDetail,
  given: RepairCase,
  verb: RepairVerb,
): Promise<RepairResult> {
  switch (verb) {
    case 'ignore':
      return done('It is left as it is.');
    case 'adopt':
      return done('Both values are taken as agreed.');
    case 'link':
      return await link(deps, tenant, difference);
    case 'push-again':
      return await push(deps, tenant, difference, given);
  }
}

async function link({ reads }: RepairDeps, tenant: string, difference: DifferenceDetail): Promise<RepairResult> {
  const { subject, left, right, key, leftRecord, rightRecord } = difference;
  const kind = SUBJECT_RULES[subject].linkKind ?? subject;
  // Orders are linked by their web order number, all else by the store's own id.
  const leftId = subject === 'orders' ? key : (leftRecord?.id ?? key);
  const saved = await reads.saveLink(tenant, { kind, left, leftId, right, rightId: rightRecord?.id ?? key });
  return saved ? done('Both are linked.') : refusal('One of the two is linked to another record already.');
}

async function push(
  deps: RepairDeps,
  tenant: string,
  difference: DifferenceDetail,
  given: RepairCase,
): Promise<RepairResult> {
  const side = sourceOf(given);
  const record = side === 'left' ? difference.leftRecord : difference.rightRecord;
  const source = side && (await sourceFor(deps, tenant, difference, side));
  const event = record && source?.tellAgain?.(record, `reconcile:${difference.id}`, deps.clock.now());
  if (!side || !event) return refusal('Its system cannot tell of it again.');
  const earlier = await earlierRun(deps, tenant, event, difference);
  if (earlier === undefined) {
    const receipt = await deps.intake.accept({ ...event, tenant, connection: difference[side], via: 'manual' });
    return done('Its flows look at it again.', receipt.runIds);
  }
  if (!earlier.ended) return refusal('A run about it is open. Go on with that one under Work list.');
  const replayed = await deps.commands.replay({ tenant, runId: earlier.id, by: 'reconcile' });
  if (!replayed.done) return refusal(replayed.message);
  return done('A new run was started from the same event.', replayed.newRunId ? [replayed.newRunId] : []);
}

/**
 * The run that the same kind of event started before. A flow that takes each record over once would take the event for a
 * repeat; a replay is what it lets through.
 */
async function earlierRun(
  { runs }: RepairDeps,
  tenant: string,
  event: PolledEvent,
  { subject, key }: DifferenceDetail,
): Promise<{ readonly id: string; readonly ended: boolean } | undefined> {
  if (subject !== 'orders' && subject !== 'lines') return undefined;
  const order = subject === 'lines' ? (key.split('/')[0] ?? key) : key;
  const { items } = await runs.list(tenant, { search: order, limit: 20 });
  for (const run of items) {
    const detail = await runs.get(tenant, run.id);
    if (detail?.event.type !== event.type || detail.event.subject !== event.subject) continue;
    return { id: run.id, ended: run.state === 'completed' || run.state === 'canceled' };
  }
  return undefined;
}

async function sourceFor(
  { connections }: RepairDeps,
  tenant: string,
  difference: DifferenceDetail,
  side: 'left' | 'right',
): Promise<RecordSource | undefined> {
  const connection = await connections.get(tenant, difference[side]);
  return 'gone' in connection ? undefined : connection.records?.source(difference.subject);
}

async function caseOf(deps: RepairDeps, tenant: string, difference: DifferenceDetail): Promise<RepairCase> {
  const [left, right] = await Promise.all([
    sourceFor(deps, tenant, difference, 'left'),
    sourceFor(deps, tenant, difference, 'right'),
  ]);
  const { subject, kind, field, state, leftRecord, rightRecord, linked } = difference;
  return {
    subject,
    kind,
    ...(field === undefined ? {} : { field }),
    state,
    hasLeft: leftRecord !== undefined,
    hasRight: rightRecord !== undefined,
    linked,
    tells: { left: left?.tellAgain !== undefined, right: right?.tellAgain !== undefined },
  };
}

const done = (message: string, runIds: readonly string[] = []): RepairResult => ({ done: true, message, runIds });
const refusal = (message: string): RepairResult => ({ done: false, why: 'not-allowed', message });
