import type { Call, CallResult } from '../../../src/core/operation.ts';
import { connectionFailure } from '../../../src/connectors/kit/errors.ts';
import { noClearAnswer } from '../../../src/connectors/kit/outcome.ts';
import type { Random } from '../../../src/connectors/kit/sandbox/random.ts';
import type { Mishaps } from '../../../src/connectors/m3/simulation/network.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A system behind the network: does the work of a call and answers it. `isLate`: nobody listens any more. */
export type Answerer = (call: Call, isLate: boolean) => CallResult;

const THERE_MS = 50;
const BACK_MS = 100;
const TIMEOUT_MS = 60_000;
const THROTTLED = 0.03;

/**
 * What happens to one call between a process and a system. The effect takes place on its own, whether or not whoever
 * sent the call is still alive; `heard` is called with the answer, if one comes.
 */
export function carry(
  call: Call,
  answer: Answerer,
  wish: {
    readonly time: VirtualTime;
    readonly random: Random;
    readonly mishaps: Mishaps;
    readonly mayRepeat: boolean;
    readonly heard: (result: CallResult) => void;
  },
): void {
  const { time, random, mishaps, mayRepeat, heard } = wish;
  const { requestLost, replyLost, lateEffect, latestMs, repeated } = mishaps;
  const now = time.now();
  const later = (ms: number, run: () => void): void => time.at(now + ms, run);
  const unheard = (ms: number): void => later(random.integer(1, ms), () => heard(unanswered(call)));
  const draw = random.next();
  if (draw < THROTTLED) return later(THERE_MS, () => heard(throttled()));
  const sway = draw - THROTTLED;
  if (sway < requestLost) return unheard(TIMEOUT_MS);
  if (sway < requestLost + replyLost) {
    later(THERE_MS, () => void answer(call, false));
    return unheard(TIMEOUT_MS);
  }
  if (call.effect === 'write' && sway < requestLost + replyLost + lateEffect) {
    later(random.integer(1, latestMs), () => void answer(call, true));
    return unheard(1_000);
  }
  const isTwice = mayRepeat && call.effect === 'write' && random.chance(repeated);
  later(THERE_MS, () => {
    const result = answer(call, false);
    if (isTwice) answer(call, false);
    time.at(time.now() + BACK_MS, () => heard(result));
  });
}

function unanswered({ effect }: Call): CallResult {
  if (effect === 'read') return { outcome: 'not-sent', failure: connectionFailure('connection.unreachable') };
  return noClearAnswer('write', 'simulated', {});
}

function throttled(): CallResult {
  return { outcome: 'refused', failure: { ...connectionFailure('connection.throttled'), retryAfterMs: 1_000 } };
}
