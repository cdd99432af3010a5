import type { JsonObject } from '../../../core/json.ts';
import type { RecordReading } from '../../kit/connector.ts';
import type { ClarityRequest, Replies } from '../model/request.ts';

/** One reading call; undefined when the store knows no such record. @throws PollFailed without an answer. */
export async function ask<A extends ClarityRequest['ask']>(
  reading: RecordReading,
  request: Extract<ClarityRequest, { ask: A }>,
): Promise<Replies[A] | undefined> {
  const reply = await reading.ask(request as unknown as JsonObject);
  return (reply ?? undefined) as unknown as Replies[A] | undefined;
}

/** Rows of a page of a list. */
export const PAGE_SIZE = 250;

/** Number of the page to read now, from 1. */
export function pageOf({ cursor }: RecordReading): number {
  return typeof cursor?.['page'] === 'number' ? cursor['page'] : 1;
}
