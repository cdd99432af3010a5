import type { AnswerOf } from '../../../api/types.ts';

type Part = AnswerOf<'doWork'>;

/** How far a verb on many has come: the server does a part of them in one call. */
export interface BulkProgress {
  /** How many the person saw when it began. */
  readonly expect: number;
  readonly done: number;
  readonly refused: Part['refused'];
  /** Where the next part begins, in the server's own words; absent when it is at its end. */
  readonly after?: string;
}

/** The progress with one more part. */
export function addPart(before: BulkProgress, { done, refused, next }: Part): BulkProgress {
  return {
    expect: before.expect,
    done: before.done + done.length,
    refused: [...before.refused, ...refused],
    ...(next === undefined ? {} : { after: next }),
  };
}

/** A verb on this many, before its first part. */
export function startOf(expect: number): BulkProgress {
  return { expect, done: 0, refused: [] };
}
