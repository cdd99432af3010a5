import { changesData, findTransaction } from '../../metadata/tables.ts';
import { jsonReply, type Reply, textError } from '../gateway/reply.ts';
import type { Sandbox } from '../sandbox.ts';
import type { MiRecord } from '../state/effects.ts';
import type { MiOutcome } from './call.ts';
import { type Controls, defaultControls, readMatrix, readQuery } from './controls.ts';
import { dispatch } from './dispatch.ts';
import { v1Body, v2Body } from './envelopes.ts';

/** A call of one transaction, read from its address. */
export interface SingleCall {
  version: 1 | 2;
  program: string;
  transaction: string;
  input: MiRecord;
  controls: Controls;
}

/**
 * Reads `PROGRAM/Transaction;matrix?query`; undefined when there is no transaction in it.
 * Controls work in both places, as Infor's own client uses both.
 */
export function readSingleCall(version: 1 | 2, path: string, query: string): SingleCall | undefined {
  const semicolon = path.indexOf(';');
  const name = semicolon === -1 ? path : path.slice(0, semicolon);
  const slash = name.indexOf('/');
  if (slash <= 0 || slash === name.length - 1) return undefined;
  const controls = defaultControls();
  if (semicolon !== -1) readMatrix(path.slice(semicolon + 1), controls);
  const input = readQuery(query, controls);
  return { version, program: name.slice(0, slash), transaction: name.slice(slash + 1), input, controls };
}

/** Name and effect of a call, as the fault plan asks for them. */
export function callName({ program, transaction }: SingleCall): { name: string; effect: 'read' | 'write' } {
  return { name: `${program}/${transaction}`, effect: changesData(transaction) ? 'write' : 'read' };
}

/** Runs one transaction and puts its outcome into the envelope of the interface version. */
export function runSingle(sandbox: Sandbox, call: SingleCall, lateMs: number): Reply {
  const { version, program, transaction: name, input, controls } = call;
  const outcome = dispatch(sandbox, { program, transaction: name, input, controls, lateMs });
  const transaction = findTransaction(sandbox.tables, program, name);
  if (sandbox.settings.emptyUnknown && isUnknown(outcome)) return textError(400, '');
  if (version === 1) return jsonReply(v1Body(transaction, program, name, outcome, controls));
  const body = v2Body(transaction, name, input, outcome, controls);
  return jsonReply(body, outcome.kind === 'done' ? 200 : outcome.kind === 'refused' ? sandbox.settings.nokStatus : 400);
}

function isUnknown(outcome: MiOutcome): boolean {
  return outcome.kind === 'request-fault' && outcome.type === 'TransactionNotFound';
}
