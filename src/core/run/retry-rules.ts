import type { FailureKind } from '../failure.ts';

/** How often and how long a step is tried again by itself. All times in milliseconds. */
export interface RetryRule {
  /** Kinds of failure that are tried again. `uncertain` and `unauthorized` never are, whatever stands here. */
  readonly on: readonly FailureKind[];
  /** Most tries since the last release; without it only time counts. */
  readonly attempts?: number;
  readonly delayMs: number;
  /** 1 for a constant pause, 2 for one that doubles. */
  readonly factor: number;
  readonly maxMs: number;
  /** Time after the first failed try when a person is asked. */
  readonly withinMs: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** Policies that a flow may name by `retry:`. `network` is what a step has when its flow says nothing. */
export const RETRY_RULES = {
  network: { on: ['unreachable', 'throttled'], delayMs: 2 * SECOND, factor: 2, maxMs: 15 * MINUTE, withinMs: DAY },
  /** For systems that are closed for a while or lock records: waits longer, and also tries a conflict again. */
  busy: {
    on: ['unreachable', 'throttled', 'conflict'],
    delayMs: 30 * SECOND,
    factor: 2,
    maxMs: 15 * MINUTE,
    withinMs: DAY,
  },
  never: { on: [], delayMs: 0, factor: 1, maxMs: 0, withinMs: 0 },
} as const satisfies Record<string, RetryRule>;

/** Kinds that no rule may repeat: the outcome is unknown, or the credentials are refused. */
export const NEVER_REPEATED = ['uncertain', 'unauthorized'] as const satisfies readonly FailureKind[];

/**
 * The pause before the next try by full jitter: anything between nothing and the exponential limit, so that many runs
 * that failed together do not come back together. `attempt` counts from 1, `jitter` is between 0 and 1.
 */
export function pauseMs(rule: RetryRule, attempt: number, jitter: number): number {
  if (rule.factor === 1) return Math.min(rule.delayMs, rule.maxMs);
  const limit = Math.min(rule.maxMs, rule.delayMs * rule.factor ** Math.min(attempt - 1, 30));
  return Math.round(limit * jitter);
}
