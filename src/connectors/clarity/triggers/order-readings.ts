import type { Failure } from '../../../core/failure.ts';
import { type ConnectionClient, PollFailed } from '../../kit/connector.ts';
import type { OrderReply } from '../model/request.ts';
import { ask } from './ask.ts';

/** For how long a look goes on reading orders; the rest waits for the next, which follows at once. */
const READ_FOR_MS = 2_000;

/** An order, or why it could not be used although the store answered. */
export type OrderReading = OrderReply | { readonly failure: Failure };

/**
 * Readings of the first orders, in their order; a failure is one that may be read another time. What cannot be read now,
 * or only slowly, does not keep the others: a store that fails now and then would let no look get on. It ends when the
 * time is up, and where so many in a row could not be read.
 */
export async function readOrders(
  client: ConnectionClient,
  ids: readonly string[],
  width: number,
): Promise<ReadonlyMap<string, OrderReading | PollFailed>> {
  const answers = new Map<string, OrderReading | PollFailed>();
  const until = performance.now() + READ_FOR_MS;
  const waiting = ids.values();
  let failedInARow = 0;
  const readOn = async (): Promise<void> => {
    while (performance.now() < until && failedInARow < width) {
      const { value: id } = waiting.next();
      if (id === undefined) return;
      const answer = await readOne(client, id);
      failedInARow = answer instanceof PollFailed ? failedInARow + 1 : 0;
      answers.set(id, answer);
    }
  };
  await Promise.all(Array.from({ length: width }, readOn));
  return new Map(
    ids.flatMap((id) => {
      const answer = answers.get(id);
      return answer === undefined ? [] : [[id, answer] as const];
    }),
  );
}

async function readOne(client: ConnectionClient, id: string): Promise<OrderReading | PollFailed> {
  try {
    return await ask<'order-read'>(client, { ask: 'order-read', id });
  } catch (error) {
    if (!(error instanceof PollFailed)) throw error;
    return ['missing', 'rejected'].includes(error.failure.kind) ? { failure: error.failure } : error;
  }
}
