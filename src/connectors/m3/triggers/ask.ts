import type { Failure } from '../../../core/failure.ts';
import { type ConnectionClient, PollFailed } from '../../kit/connector.ts';
import type { MiResult } from '../wire/decode.ts';
import { asRequest, type M3Request } from '../wire/request.ts';
import { readReply } from '../wire/verdict.ts';

/** One reading call of a poll. Single transactions may have failed; @throws PollFailed when M3 gave no answer. */
export async function askM3(client: ConnectionClient, request: M3Request): Promise<readonly MiResult[]> {
  const { outcome, reply, failure } = await client.send(
    { name: 'poll', effect: 'read', request: asRequest(request) },
    {},
  );
  const results = readReply(reply);
  const isAnswered = outcome === 'applied' || (outcome === 'refused' && results.length === request.transactions.length);
  if (!isAnswered || failure?.kind === 'unauthorized') throw new PollFailed(failure as Failure);
  return results;
}
