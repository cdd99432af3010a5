/** State of a breaker, as a value. All times are milliseconds of one clock. */
export interface BreakerState {
  readonly mode: 'closed' | 'open' | 'half-open';
  readonly since: number;
  readonly reason?: string;
  /** Ends of the last calls, those of the window among them: when, and whether the system failed to answer. */
  readonly recent: readonly { readonly at: number; readonly failed: boolean }[];
  /** How many of them failed. */
  readonly failures: number;
}

/** Opens at half of at least ten calls failing within 30 s; tries one read after 30 s. */
export const BREAKER = { windowMs: 30_000, leastCalls: 10, failingShare: 0.5, openMs: 30_000, keep: 200 } as const;

export const closedBreaker = (now: number): BreakerState => ({ mode: 'closed', since: now, recent: [], failures: 0 });

/**
 * Whether a call may go out. A half-open breaker lets reads probe, never a write: a write that gets lost costs more
 * than a pause.
 */
export function mayCall(state: BreakerState, effect: 'read' | 'write', now: number): boolean {
  if (state.mode === 'closed') return true;
  if (now - state.since < BREAKER.openMs && state.mode === 'open') return false;
  return effect === 'read' || now - state.since >= 2 * BREAKER.openMs;
}

/** The state after a call has ended. `failed` means that the system did not do its part: unreachable or uncertain. */
export function afterCall(state: BreakerState, failed: boolean, now: number, reason?: string): BreakerState {
  if (state.mode !== 'closed') {
    if (!failed) return closedBreaker(now);
    return now - state.since < BREAKER.openMs
      ? state
      : { ...state, mode: 'open', since: now, ...(reason ? { reason } : {}) };
  }
  const kept = state.recent.length < BREAKER.keep ? state.recent : state.recent.slice(1);
  const all = [...kept, { at: now, failed }];
  // While all is well nothing has to be counted: this is asked after every call of the product.
  if (!failed && state.failures === 0) return { ...state, recent: all };
  const recent = all.filter((each) => now - each.at < BREAKER.windowMs);
  const failures = recent.filter((each) => each.failed).length;
  const trips = recent.length >= BREAKER.leastCalls && failures / recent.length >= BREAKER.failingShare;
  if (trips) return { mode: 'open', since: now, recent: [], failures: 0, ...(reason ? { reason } : {}) };
  return { ...state, recent, failures };
}

/** When a call that was refused now should be tried again. */
export function retryAt(state: BreakerState, now: number): number {
  return Math.max(now + 1_000, state.since + BREAKER.openMs);
}
