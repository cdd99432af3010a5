import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure } from '../../../core/failure.ts';
import type { JsonObject } from '../../../core/json.ts';
import { type ConnectionClient, PollFailed } from '../../kit/connector.ts';
import type { ClarityRequest, Replies } from '../model/request.ts';

/** One reading call of a look. @throws PollFailed with what the store said. */
export async function ask<A extends ClarityRequest['ask']>(
  client: ConnectionClient,
  request: Extract<ClarityRequest, { ask: A }>,
): Promise<Replies[A]> {
  const { outcome, reply, failure } = await client.send(
    { name: 'poll', effect: 'read', request: request as unknown as JsonObject },
    {},
  );
  if (outcome !== 'applied' && failure !== undefined) throw new PollFailed(failure);
  return reply as unknown as Replies[A];
}

/** Tries of a reading that may be answered another time. */
const TRIES = 3;
const PAUSE_MS = 200;

/**
 * The same, tried again where that may help: a list of many pages is worth nothing when one is missing.
 * @throws PollFailed when the last try failed too, or when trying again is of no use, as `isFinal` may say too.
 */
export async function askAgain<A extends ClarityRequest['ask']>(
  client: ConnectionClient,
  request: Extract<ClarityRequest, { ask: A }>,
  isFinal: (failure: Failure) => boolean = () => false,
): Promise<Replies[A]> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask<A>(client, request);
    } catch (error) {
      const mayHelp = error instanceof PollFailed && PASSING.has(error.failure.kind) && !isFinal(error.failure);
      if (!mayHelp || tried === TRIES) throw error;
      await sleep(PAUSE_MS * tried);
    }
  }
}

const PASSING: ReadonlySet<string> = new Set(['unreachable', 'throttled', 'uncertain']);
