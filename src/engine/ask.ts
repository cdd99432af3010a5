import type { Failure } from '../core/failure.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { CallRecord } from '../core/operation.ts';
import { engineFailure } from './errors.ts';
import type { Gates } from './gate.ts';
import type { Clock, Connections } from './ports.ts';

export interface AskDeps {
  readonly connections: Connections;
  readonly gates: Gates;
  readonly clock: Clock;
}

export interface Question {
  readonly tenant: string;
  readonly connection: string;
  readonly operation: string;
  readonly input: JsonObject;
}

export type Answer = { readonly output: Json } | { readonly failure: Failure };

/** A person waits for the screen: what takes longer is told as not answered. */
const CALL_TIMEOUT_MS = 10_000;
const MOST_CALLS = 50;

/**
 * Asks a system something outside of any run, for a screen: the same operations, limits and breaker as in runs, but
 * only those that read, and nothing is journaled.
 */
export async function ask(deps: AskDeps, question: Question): Promise<Answer> {
  const { tenant, connection: name, operation: operationName, input } = question;
  const connection = await deps.connections.get(tenant, name);
  const record = `connection ${name}`;
  if ('gone' in connection) {
    const code = connection.gone === 'paused' ? 'connection.paused' : 'connection.missing';
    return { failure: engineFailure(code, { record }) };
  }
  const operation = connection.operation(operationName);
  if (operation?.effect !== 'read') {
    return { failure: engineFailure('engine.operation-missing', { record: `operation ${name}.${operationName}` }) };
  }
  const calls: CallRecord[] = [];
  while (calls.length < MOST_CALLS) {
    const now = deps.clock.now();
    const view = { input, settings: connection.settings, calls, now, round: 0, stepKey: `ask/${operationName}` };
    const next = operation.next(view);
    if (next.do === 'done') return { output: next.output };
    if (next.do === 'fail') return { failure: next.failure };
    if (next.do === 'wait') return { failure: engineFailure('engine.too-many-calls', { record }) };
    // One by one: what a screen asks for is small.
    const call = next.do === 'call' ? next.call : next.calls[0];
    const result = await deps.gates.send(tenant, connection, operationName, call, CALL_TIMEOUT_MS);
    if (result.outcome === 'not-sent')
      return { failure: result.failure ?? engineFailure('connection.missing', { record }) };
    calls.push({
      ...call,
      ...result,
      outcome: result.outcome,
      sentAt: now,
      answeredAt: deps.clock.now(),
      round: 0,
    });
  }
  return { failure: engineFailure('engine.too-many-calls', { record }) };
}
