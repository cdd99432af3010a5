import type { CallRecord } from '../../../../core/operation.ts';
import { readReply } from '../../wire/verdict.ts';

/** One try to stage the order, folded from the calls made for it. */
export interface Draft {
  /** 1 for the first draft of the step, over all rounds. */
  readonly n: number;
  /** The round it was begun in. */
  readonly round: number;
  readonly stage: CallRecord;
  /** M3's temporary number; none when the head was refused or nobody knows. */
  readonly temporaryNumber: string | undefined;
  readonly fills: readonly CallRecord[];
  readonly lineTexts: readonly CallRecord[];
  readonly readBacks: readonly CallRecord[];
  /** From the first of these on the draft must not change any more. */
  readonly confirms: readonly CallRecord[];
  readonly asks: readonly CallRecord[];
  readonly messages: readonly CallRecord[];
  readonly discards: readonly CallRecord[];
  /** All of them in order. */
  readonly calls: readonly CallRecord[];
}

/** Parts the history of a step into its drafts, oldest first. */
export function foldDrafts(calls: readonly CallRecord[]): Draft[] {
  const starts = calls.flatMap(({ name }, index) => (name === 'stage' ? [index] : []));
  return starts.map((start, index) => {
    const own = calls.slice(start, starts[index + 1]);
    const named = (name: string): CallRecord[] => own.filter((call) => call.name === name);
    const stage = own[0] as CallRecord;
    const [result] = readReply(stage.reply);
    return {
      n: index + 1,
      round: stage.round,
      stage,
      temporaryNumber: stage.outcome === 'applied' ? result?.records[0]?.['ORNO'] : undefined,
      fills: named('fill'),
      lineTexts: named('line-texts'),
      readBacks: named('read-back'),
      confirms: named('confirm'),
      asks: named('ask'),
      messages: named('messages'),
      discards: named('discard'),
      calls: own,
    };
  });
}
