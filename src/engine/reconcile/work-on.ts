import { causeOf } from '../../core/reconcile/causes.ts';
import type { Failure } from '../../core/failure.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Side, Subject } from '../../core/reconcile/model.ts';
import { SUBJECT_RULES } from '../../core/reconcile/rules.ts';
import type { Connections } from '../ports.ts';
import type { ClaimedReconciliation, NextPhase, ReconcilePair, ReconcileWork } from '../reconcile-ports.ts';
import { firstLook, lookAgain } from './compare-all.ts';
import { reconcileFailure } from './errors.ts';
import { readPage, type ReadPageDeps } from './read-page.ts';

export interface WorkOnDeps extends ReadPageDeps {
  readonly connections: Pick<Connections, 'get' | 'polls'>;
  readonly work: ReconcileWork;
  /** Settings of the flows that link a pair. */
  readonly options: (tenant: string, pair: ReconcilePair, subject: Subject) => Promise<JsonObject>;
  /** Flows whose runs explain records of a subject; all when empty. */
  readonly flows: (tenant: string, pair: ReconcilePair, subject: Subject) => Promise<readonly string[]>;
  /** Between two looks, milliseconds: longer than a change takes from one system to the other. */
  readonly pauseMs: number;
}

/** Tries of one page before the reconciliation is given up: with the pauses between them, about an hour. */
const MOST_TRIES = 15;
const LONGEST_PAUSE_MS = 300_000;
const PAUSED_MS = 30_000;
const MOST_PAUSED = 120;
/** A side with less than this share of what it had before is held for a person. */
const LEAST_SHARE = 0.7;
const EXPLAINED_AT_ONCE = 200;

/**
 * Works on a claimed reconciliation for one piece: a page, a comparison, an explanation. Each piece is stored with where
 * to go on, so a crash repeats at most one. `go-on`: at once; `rest`: it pauses, is over, or is somebody else's now.
 */
export async function workOn(
  deps: WorkOnDeps,
  claim: ClaimedReconciliation,
): Promise<{ readonly goOn?: ClaimedReconciliation }> {
  switch (claim.phase) {
    case 'read-left':
      return await read(deps, claim, 'left', { phase: 'read-right', look: claim.look });
    case 'read-right':
      return await read(deps, claim, 'right', { phase: 'compare', look: claim.look });
    case 'compare':
      return claim.look === 1 ? await compareFirst(deps, claim) : await compareAgain(deps, claim);
    case 'explain':
      await explain(deps, claim);
      return {};
  }
}

async function read(deps: WorkOnDeps, claim: ClaimedReconciliation, side: Side, after: NextPhase) {
  const keys = claim.look === 1 ? undefined : await keysOf(deps.work, claim);
  const options = await deps.options(claim.tenant, claim, claim.subject);
  const page = await readPage(deps, claim, side, options, keys);
  if ('failure' in page) return await afterFailure(deps, claim, page.failure, page.paused === true);
  const next: NextPhase = page.cursor ? { phase: claim.phase, look: claim.look, cursor: page.cursor } : after;
  const kept = await deps.work.savePage(claim, side, page.records, next);
  return goOn(claim, next, kept);
}

async function keysOf(work: ReconcileWork, claim: ClaimedReconciliation): Promise<readonly string[]> {
  return [...new Set((await work.suspects(claim)).map(({ key }) => key))];
}

async function compareFirst(deps: WorkOnDeps, claim: ClaimedReconciliation) {
  const { work, pauseMs } = deps;
  const counts = await work.countNow(claim);
  const fewer = claim.despiteFewer ? undefined : tooFew(claim, counts, await work.countsBefore(claim));
  if (fewer) {
    await work.end(claim, 'stopped', fewer);
    return {};
  }
  if (!(await work.clearFindings(claim))) return {};
  const found = await firstLook(work, claim);
  const next: NextPhase =
    found === 0 ? { phase: 'explain', look: 1 } : { phase: 'read-left', look: 2, afterMs: pauseMs };
  return goOn(claim, next, await work.move(claim, next));
}

async function compareAgain({ work, pauseMs }: WorkOnDeps, claim: ClaimedReconciliation) {
  const result = await lookAgain(work, claim, await work.suspects(claim));
  const next: NextPhase =
    result.moving.length === 0
      ? { phase: 'explain', look: claim.look }
      : { phase: 'read-left', look: claim.look + 1, afterMs: pauseMs };
  return goOn(claim, next, await work.saveLook(claim, result, next));
}

/** An answer that is suddenly short would make thousands of records look missing. */
function tooFew(
  { subject, left, right }: ClaimedReconciliation,
  now: Readonly<Record<Side, number>>,
  before: Readonly<Record<Side, number>> | undefined,
): Failure | undefined {
  const { suspiciousFrom, noun } = SUBJECT_RULES[subject];
  const names = { left, right };
  for (const side of ['left', 'right'] as const) {
    const other = side === 'left' ? 'right' : 'left';
    const had = before?.[side] ?? 0;
    const isEmpty = now[side] === 0 && now[other] >= suspiciousFrom;
    if (!isEmpty && (had < suspiciousFrom || now[side] >= had * LEAST_SHARE)) continue;
    const than = had >= suspiciousFrom ? `it had ${had} the last time` : `${names[other]} gave ${now[other]}`;
    return reconcileFailure('reconcile.too-few', {
      message: `${names[side]} gave ${now[side]} records (${noun}s), and ${than}.`,
      record: `connection ${names[side]}`,
    });
  }
  return undefined;
}

async function explain(deps: WorkOnDeps, claim: ClaimedReconciliation): Promise<void> {
  const { work, connections, clock } = deps;
  const { subject, tenant } = claim;
  const { linkKind } = SUBJECT_RULES[subject];
  const flows = await deps.flows(tenant, claim, subject);
  const asked = { flows, ...(linkKind === undefined ? {} : { linkKind }) };
  const names = [claim.left, claim.right];
  const states = await Promise.all(names.map((name) => connections.get(tenant, name)));
  const paused = names.filter((_, index) => 'gone' in (states[index] ?? {}));
  const behind = await work.behind(tenant, names);
  const off = (await connections.polls()).flatMap(({ tenant: owner, connection, subject: of, off: look }) =>
    owner === tenant && names.includes(connection) && of === subject && look !== undefined
      ? [{ connection, look }]
      : [],
  );
  for (;;) {
    const open = await work.unexplained(claim, EXPLAINED_AT_ONCE);
    if (open.length === 0) break;
    const findings = open.map(({ finding }) => finding);
    const known = await work.evidence(claim, findings, asked);
    const explained = open.map(({ id, finding }, index) => {
      const own = known[index] ?? { repairedBefore: false };
      const evidence = { ...own, paused, behind, off, now: clock.now(), lookedAt: claim.lookedAt };
      return {
        id,
        cause: causeOf({ subject, finding, evidence }),
        ...(own.run ? { runId: own.run.id } : {}),
        linked: own.linkedTo !== undefined,
      };
    });
    await work.saveCauses(claim, explained);
  }
  await work.finish(claim);
}

async function afterFailure({ work }: WorkOnDeps, claim: ClaimedReconciliation, failure: Failure, paused: boolean) {
  const passes = paused || ['unreachable', 'throttled', 'uncertain'].includes(failure.kind);
  const most = paused ? MOST_PAUSED : MOST_TRIES;
  if (!passes || claim.tries >= most) {
    const given = passes
      ? reconcileFailure('reconcile.not-read', {
          message: `${failure.message} It was tried ${claim.tries + 1} times.`,
          ...(failure.record === undefined ? {} : { record: failure.record }),
        })
      : failure;
    await work.end(claim, 'failed', given);
    return {};
  }
  const pause = Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** claim.tries);
  const afterMs = paused ? PAUSED_MS : Math.max(pause, failure.retryAfterMs ?? 0);
  const { phase, look, cursor } = claim;
  await work.move(claim, { phase, look, afterMs, ...(cursor ? { cursor } : {}) }, failure);
  return {};
}

/** The claim as it stands after a piece; nothing when it pauses or is lost. */
function goOn(claim: ClaimedReconciliation, next: NextPhase, kept: boolean): { goOn?: ClaimedReconciliation } {
  if (!kept || (next.afterMs ?? 0) > 0) return {};
  const { cursor: _, ...rest } = claim;
  return {
    goOn: { ...rest, phase: next.phase, look: next.look, tries: 0, ...(next.cursor ? { cursor: next.cursor } : {}) },
  };
}
