import type { Failure } from '../../../core/failure.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { CallRecord, OperationAction, OperationView } from '../../../core/operation.ts';
import type { ClarityRequest, MaskedField, Replies } from '../model/request.ts';
import { type ClaritySettings, readClaritySettings } from '../setup/settings.ts';

type Ask = ClarityRequest['ask'];

/** An action that asks for a reading. */
export function read(name: string, request: ClarityRequest): OperationAction<never> {
  return { do: 'call', call: { name, effect: 'read', request: request as unknown as JsonObject } };
}

/** An action that asks for a writing. */
export function write(name: string, request: ClarityRequest): OperationAction<never> {
  return { do: 'call', call: { name, effect: 'write', request: request as unknown as JsonObject } };
}

/** An action that gives up. */
export function fail(failure: Failure): OperationAction<never> {
  return { do: 'fail', failure };
}

/** The connection's settings, typed. */
export function settingsOf(view: Pick<OperationView, 'settings'>): ClaritySettings {
  return readClaritySettings(view.settings);
}

/** The last reading of a name in this round: its answer, its failure, or nothing yet. */
export function lastReading<A extends Ask>(
  view: Pick<OperationView, 'calls' | 'round'>,
  name: string,
): { readonly reply: Replies[A]; readonly call: CallRecord } | { readonly failure: Failure } | undefined {
  const call = view.calls.findLast((each) => each.name === name && each.round === view.round);
  if (call === undefined) return undefined;
  if (call.outcome !== 'applied' && call.failure !== undefined) return { failure: call.failure };
  return { reply: call.reply as unknown as Replies[A], call };
}

/** What people should know of masked fields. */
export function maskWarnings(fields: readonly MaskedField[] | undefined): readonly string[] {
  return (fields ?? []).map(({ path, masked }) => `Card data was masked in ${path} (${masked}).`);
}

/** An operation that makes one reading and gives its answer on. */
export function readOnce<A extends Ask, Output>(
  view: Pick<OperationView, 'calls' | 'round'>,
  request: Extract<ClarityRequest, { ask: A }>,
  outputOf: (reply: Replies[A]) => Output,
): OperationAction<Output> {
  const reading = lastReading<A>(view, 'read');
  if (reading === undefined) return read('read', request as ClarityRequest);
  if ('failure' in reading) return fail(reading.failure);
  const { maskedFields } = reading.reply as { maskedFields?: readonly MaskedField[] };
  return { do: 'done', output: outputOf(reading.reply), warnings: maskWarnings(maskedFields) };
}
