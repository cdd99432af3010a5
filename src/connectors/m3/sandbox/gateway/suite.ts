import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { BusyCounter } from '../../../kit/sandbox/busy-counter.ts';
import type { FaultKind } from '../../../kit/sandbox/faults.ts';
import { type BulkCall, bulkEffect, readBulkCall, runBulk } from '../mi/bulk.ts';
import { callName, readSingleCall, runSingle } from '../mi/execute.ts';
import { triggeredFault } from '../mi/triggers.ts';
import type { Sandbox } from '../sandbox.ts';
import { answerUnder } from './faults.ts';
import type { RateLimit } from './rate-limit.ts';
import { htmlError, jsonReply, send, textError } from './reply.ts';
import { readBody } from './request-body.ts';
import type { TokenBook } from './tokens.ts';

/** The gateway in front of M3: who calls, how often, and which interface is meant. */
export interface Gateway {
  sandbox: Sandbox;
  tokens: TokenBook;
  rateLimit: RateLimit;
  busy: BusyCounter;
  /** Counts a call by its name. */
  onCall(name: string): void;
}

const V2 = 'm3api-rest/v2/execute';
const V1 = 'm3api-rest/execute/';
const CSRF = 'm3api-rest/csrf';

/**
 * Answers a call under `/{tenant}/`.
 * @param path what follows the suite name, undefined when the suite is unknown
 */
export async function answerSuite(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
  path: string | undefined,
  query: string,
): Promise<void> {
  const { sandbox, tokens, rateLimit, busy } = gateway;
  busy.begin(response);
  const bearer = request.headers.authorization;
  if (!bearer?.startsWith('Bearer ') || !tokens.isValid(bearer.slice(7))) {
    const error = bearer === undefined ? '' : ' error="invalid_token", error_description="The access token has ended"';
    return send(response, jsonReply({ error: 'invalid_token' }, 401, { 'www-authenticate': `Bearer${error}` }));
  }
  if (request.headers['fnd-csrf-token'] !== undefined) return send(response, htmlError(403, 'Forbidden'));
  const waitMs = rateLimit.take(sandbox.settings.rateLimit, Date.now());
  if (waitMs > 0) {
    const seconds = String(Math.ceil(waitMs / 1_000));
    return send(response, textError(429, 'Too many requests: spike arrest', { 'retry-after': seconds }));
  }
  if (path === undefined) return send(response, textError(404, 'No such application suite'));
  if (path === CSRF && request.method === 'GET')
    return send(response, textError(200, 'csrf-not-needed-behind-gateway'));
  const version = path.startsWith(V2) ? 2 : path.startsWith(V1) ? 1 : undefined;
  if (version === undefined || (version === 2 && sandbox.settings.useV1Only)) {
    return send(response, htmlError(404, 'Not Found'));
  }
  if (version === 2 && path === V2) return answerBulk(gateway, request, response, query);
  const call = readSingleCall(version, path.slice(version === 2 ? V2.length + 1 : V1.length), query);
  if (!call) return send(response, htmlError(404, 'Not Found'));
  if (request.method !== 'GET') return send(response, textError(405, 'Method not allowed', { allow: 'GET' }));
  const { name, effect } = callName(call);
  gateway.onCall(name);
  if (sandbox.settings.latencyMs > 0) await wait(sandbox.settings.latencyMs);
  const fault = triggeredFault(sandbox, name, call.input) ?? sandbox.faults.draw(name, effect);
  const delaysItself = name === 'OIS100MI/Confirm';
  await answerUnder(fault, sandbox, response, (lateMs) => runSingle(sandbox, call, lateMs), delaysItself);
}

/** A bulk call meets the fault of any transaction in it; a rule for one of them is used up. */
function faultWithin(sandbox: Sandbox, { program, transactions }: BulkCall): FaultKind | undefined {
  for (const { transaction, record } of transactions) {
    const triggered = triggeredFault(sandbox, `${program}/${transaction}`, record);
    if (triggered) return triggered;
  }
  for (const transaction of new Set(transactions.map((each) => each.transaction))) {
    const ruled = sandbox.faults.takeRule(`${program}/${transaction}`);
    if (ruled) return ruled;
  }
  return undefined;
}

async function answerBulk(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
  query: string,
): Promise<void> {
  const { sandbox } = gateway;
  if (request.method !== 'POST') return send(response, textError(405, 'Method not allowed', { allow: 'POST' }));
  const body = await readBody(request);
  if (body === undefined) {
    return send(response, { ...htmlError(413, 'Request Entity Too Large'), headers: { connection: 'close' } });
  }
  const call = readBulkCall(body, query);
  if (!call) {
    const fault = {
      wasTerminated: true,
      terminationErrorType: 'InvalidRequest',
      terminationReason: 'Not a bulk request',
    };
    return send(response, jsonReply({ results: [], ...fault }, 400));
  }
  const name = `${call.program}/bulk`;
  gateway.onCall(name);
  for (const { transaction } of call.transactions) gateway.onCall(`${call.program}/${transaction}`);
  if (sandbox.settings.latencyMs > 0) await wait(sandbox.settings.latencyMs);
  const fault = faultWithin(sandbox, call) ?? sandbox.faults.draw(name, bulkEffect(call));
  await answerUnder(fault, sandbox, response, () => runBulk(sandbox, call), false);
}
