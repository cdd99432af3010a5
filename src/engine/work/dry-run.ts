import type { Failure } from '../../core/failure.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { CallRecord, LinkKey, OperationAction } from '../../core/operation.ts';
import { applyEntry } from '../../core/run/fold.ts';
import type { WorkCase, WorkDeps } from './case.ts';

/** A question that was asked, and the answer. */
export interface Asked {
  readonly call: string;
  readonly request: JsonObject;
  readonly reply?: Json;
  readonly failure?: Failure;
}

/** What a step would do next, found out with reads only. */
export type DryRun = { readonly asked: readonly Asked[] } & (
  | { readonly result: 'would-send'; readonly call: string; readonly request: JsonObject }
  | { readonly result: 'would-finish'; readonly output: Json }
  | { readonly result: 'would-wait'; readonly until: number; readonly why: string }
  | { readonly result: 'would-fail'; readonly failure: Failure }
  | { readonly result: 'not-checked'; readonly why: string }
);

interface DryRunOptions {
  readonly input: JsonObject;
  /** As if a person had released the step with this input: what is asked again is asked again. */
  readonly released: boolean;
  /** As if the record were linked to this one. */
  readonly linkedId?: string;
  /** As if it were this much later, milliseconds: waits are over. */
  readonly aheadMs?: number;
}

const CALL_TIMEOUT_MS = 10_000;
const MOST_READS = 40;

/**
 * Lets a step's own operation go on up to its next write, and stops before that is sent. Reads are really made, within the
 * limits of the connection; nothing is written there or here.
 */
export async function dryRun(deps: WorkDeps, given: WorkCase, options: DryRunOptions): Promise<DryRun> {
  const asked: Asked[] = [];
  const { connection, operation, address, run, tenant, operationName = '' } = given;
  if (connection === undefined || operation === undefined) {
    return { result: 'not-checked', why: given.gone ?? `Step ${address} calls no operation.`, asked };
  }
  const now = deps.clock.now() + (options.aheadMs ?? 0);
  const { input } = options;
  const released = { type: 'released', at: now, by: '', verb: 'edit', step: address, input } as const;
  const step = (options.released ? applyEntry(given.view, released) : given.view).steps.get(address);
  const calls: CallRecord[] = [...(step?.calls ?? [])];
  const round = step?.round ?? 0;
  const linkedId = options.linkedId ?? (await findLinked(deps, given, operation.linkOf?.(input)));
  const link = linkedId === undefined ? {} : { linkedId };
  while (asked.length < MOST_READS) {
    const view = { input, settings: connection.settings, calls, now, round, stepKey: `${run.id}/${address}`, ...link };
    let next: OperationAction;
    try {
      next = operation.next(view);
    } catch (error) {
      return { result: 'not-checked', why: error instanceof Error ? error.message : String(error), asked };
    }
    if (next.do === 'done') return { result: 'would-finish', output: next.output, asked };
    if (next.do === 'fail') return { result: 'would-fail', failure: next.failure, asked };
    if (next.do === 'wait') return { result: 'would-wait', until: next.until, why: next.why, asked };
    // Of several calls the first will do: the others are asked for again.
    const call = next.do === 'call' ? next.call : next.calls[0];
    if (call.effect === 'write') {
      const failure = connection.check?.(call);
      if (failure) return { result: 'would-fail', failure, asked };
      return { result: 'would-send', call: call.name, request: call.request, asked };
    }
    const answer = await deps.gates.send(tenant, connection, operationName, call, CALL_TIMEOUT_MS);
    const { reply, failure } = answer;
    asked.push({
      call: call.name,
      request: call.request,
      ...(reply === undefined ? {} : { reply }),
      ...(failure ? { failure } : {}),
    });
    if (answer.outcome === 'not-sent') {
      return { result: 'not-checked', why: failure?.message ?? 'The system did not answer.', asked };
    }
    calls.push({ ...call, ...answer, outcome: answer.outcome, sentAt: now, answeredAt: now, round });
  }
  return { result: 'not-checked', why: `After ${MOST_READS} questions there was no end.`, asked };
}

async function findLinked(deps: WorkDeps, given: WorkCase, key: LinkKey | undefined): Promise<string | undefined> {
  if (key === undefined) return undefined;
  const system = given.flow.deployment.bindings[key.system] ?? key.system;
  return await deps.findLink(given.tenant, { ...key, system }, given.connectionName ?? '');
}
