import type { Failure } from '../../core/failure.ts';
import type { JsonObject } from '../../core/json.ts';
import { type DoneWrite, writesOf } from '../../core/work/effects.ts';
import { type FixField, formOf } from '../../core/work/form.ts';
import type { RunSummary } from '../read-ports.ts';
import { mapAgain, readCase, type WorkCase, type WorkDeps } from './case.ts';

/** Everything that a person needs to mend a run. */
export interface Fix {
  readonly runId: string;
  /** When something last happened to the run; ISO 8601. */
  readonly updatedAt: string;
  readonly step: string;
  readonly operation?: string;
  readonly connection?: string;
  readonly failure?: Failure;
  /** What is wrong, in words. */
  readonly reason: string;
  /** Whether values can be corrected here, and why not. */
  readonly editable: boolean;
  readonly why?: string;
  readonly fields: readonly FixField[];
  /** What the step is called with; absent when the mapping could make no input. */
  readonly input?: JsonObject;
  /** The store's record that may be linked by hand to one over there. */
  readonly link?: { readonly kind: string; readonly from: string; readonly id: string; readonly to: string };
  readonly writes: readonly DoneWrite[];
  readonly cause?: string;
  /** Other runs with the same cause. */
  readonly alike: number;
  readonly behind: { readonly count: number; readonly items: readonly RunSummary[] };
}

const SHOWN_BEHIND = 20;

/** The form of a fix. Undefined when there is no such open run. */
export async function openFix(deps: WorkDeps, tenant: string, runId: string): Promise<Fix | undefined> {
  const given = await readCase(deps, tenant, runId);
  if (given === undefined) return undefined;
  const [cause, behind] = await Promise.all([
    deps.work.causeOf(tenant, runId),
    deps.work.behind(tenant, runId, SHOWN_BEHIND),
  ]);
  const alike = cause === undefined ? 0 : (await deps.work.count(tenant, { cause })) - 1;
  const { run, failure, address, operationName, connectionName } = given;
  const input = inputOf(given);
  const why = whyNotEdited(given);
  const link = why === undefined ? linkOf(given) : undefined;
  return {
    runId,
    updatedAt: run.updatedAt,
    step: address,
    reason: run.hold?.reason ?? failure?.message ?? 'The run stands still.',
    editable: why === undefined,
    fields: why === undefined ? fieldsOf(given, deps.clock.now()) : [],
    writes: writesOf(run.journal),
    alike: Math.max(0, alike),
    behind,
    ...(why === undefined ? {} : { why }),
    ...(operationName === undefined ? {} : { operation: operationName }),
    ...(connectionName === undefined ? {} : { connection: connectionName }),
    ...(failure === undefined ? {} : { failure }),
    ...(input === undefined ? {} : { input }),
    ...(link === undefined ? {} : { link }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** The input that the step was begun with, or would be begun with. */
export function inputOf({ step }: WorkCase): JsonObject | undefined {
  const input = step?.input;
  return typeof input === 'object' && input !== null && !Array.isArray(input) ? (input as JsonObject) : undefined;
}

/** Why no value of the step can be corrected by hand. */
export function whyNotEdited({ run, address, operationName, flow }: WorkCase): string | undefined {
  if (run.unknownOutcome) {
    return 'A write got no answer. Nothing may be changed before it is known whether it took effect: look again, or settle it by hand.';
  }
  if (run.state !== 'held' && run.state !== 'failed') return `The run is ${run.state}.`;
  if (operationName === undefined) {
    return `Step ${address} of ${flow.program.title} decides by a rule. Correct the record in its system, then release the run: it is read anew.`;
  }
  return undefined;
}

export function fieldsOf(given: WorkCase, now: number): readonly FixField[] {
  const input = inputOf(given);
  const { connection, failure } = given;
  const mapped = mapAgain(given, now);
  return formOf({
    input,
    failure: failure ?? mapped.failure,
    schema: given.operation?.input,
    lookups: mapped.lookups,
    crosswalks: given.flow.program.crosswalks,
    settings: connection?.settings ?? {},
    limitOf: (source) => connection?.limitOf?.(source),
  });
}

/** Customers may be linked by hand; an order that is linked by mistake would be taken for done. */
export function linkOf(given: WorkCase): Fix['link'] {
  const input = inputOf(given);
  const key = input && given.operation?.linkOf?.(input);
  if (!key || key.kind !== 'customer' || given.connectionName === undefined) return undefined;
  return {
    kind: key.kind,
    from: given.flow.deployment.bindings[key.system] ?? key.system,
    id: key.id,
    to: given.connectionName,
  };
}
