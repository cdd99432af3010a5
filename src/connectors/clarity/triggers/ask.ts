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
