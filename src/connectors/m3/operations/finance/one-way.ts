import type { Failure } from '../../../../core/failure.ts';
import type { CallRecord } from '../../../../core/operation.ts';
import type { M3Settings } from '../../setup/settings.ts';
import type { M3Request } from '../../wire/request.ts';
import { type Ask, callM3, type HistoryView } from '../history.ts';

/** A call whose effect cannot be taken back, and the look that shows whether it took place. */
export interface OneWay {
  readonly name: string;
  readonly write: M3Request;
  readonly lookName: string;
  readonly look: M3Request;
  /** True when the answered look shows the effect. */
  readonly isThere: (look: CallRecord) => boolean;
  /** What to say when nobody can find out. */
  readonly unknown: Failure;
  /** What may still happen, for the screen: `voucher P… may still be posted`. */
  readonly why: string;
  /** Look before the first write: somebody may have done it already. */
  readonly lookFirst?: boolean;
  /** Nothing is written before this moment (milliseconds since 1970), and not without a look after it. */
  readonly notBefore?: number;
}

/** At most this many writes without an answer in one round; then a person is asked. */
const MOST_WRITES = 2;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Makes the call, and after an answer that got lost looks before it makes it again: what is there is proof at once,
 * what is not there is proof only when the quiet time is over. Gives what to do next, why it cannot go on, or the look
 * of this round that shows the effect.
 */
export function passOnce(
  view: HistoryView,
  settings: M3Settings,
  way: OneWay,
): { readonly next: Ask } | { readonly failure: Failure } | { readonly seen: CallRecord } {
  const { calls, round, now } = view;
  const writes = calls.filter(({ name }) => name === way.name);
  const last = writes.at(-1);
  const looks = calls.filter(
    (call, index) => call.name === way.lookName && call.round === round && (!last || index > calls.indexOf(last)),
  );
  const seen = looks.findLast((look) => look.outcome === 'applied' && way.isThere(look));
  if (seen) return { seen };
  const look = looks.at(-1);
  if (look?.failure && look.outcome === 'refused') return { failure: look.failure };
  const { notBefore = 0 } = way;
  if (!last) {
    if (!look && way.lookFirst) return { next: lookNow(way) };
    if (now < notBefore) return { next: { do: 'wait', until: notBefore, why: way.why } };
    if (notBefore > 0 && (look?.sentAt ?? 0) < notBefore) return { next: lookNow(way) };
    return { next: writeNow(way) };
  }
  if (!look) {
    const soon = last.answeredAt + FIRST_PAUSE_MS;
    if (last.outcome === 'ambiguous' && now < soon) return { next: { do: 'wait', until: soon, why: way.why } };
    return { next: lookNow(way) };
  }
  const open = writes.filter(({ outcome }) => outcome !== 'refused');
  const quietUntil = Math.max(0, ...open.map(({ sentAt }) => sentAt + settings.quietTimeMs));
  if (look.sentAt < quietUntil) {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (looks.length - 1), LONGEST_PAUSE_MS);
    const until = Math.min(look.answeredAt + pause, Math.max(quietUntil, look.answeredAt));
    return { next: now < until ? { do: 'wait', until, why: way.why } : lookNow(way) };
  }
  if (last.round < round) return { next: writeNow(way) };
  if (last.outcome === 'refused') return { failure: last.failure ?? way.unknown };
  // M3 said yes, and there is still nothing: writing again could double it.
  if (last.outcome === 'applied') return { failure: way.unknown };
  const inDoubt = writes.filter((write) => write.round === round && write.outcome === 'ambiguous').length;
  return inDoubt < MOST_WRITES ? { next: writeNow(way) } : { failure: way.unknown };
}

const lookNow = (way: OneWay): Ask => callM3(way.lookName, 'read', way.look);
const writeNow = (way: OneWay): Ask => callM3(way.name, 'write', way.write);
