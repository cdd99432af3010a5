/** Modes of a breaker, chosen once for code, tables and screens. */
export const BREAKER_MODES = ['closed', 'open', 'half-open', 'isolated'] as const;
export type BreakerMode = (typeof BREAKER_MODES)[number];

/** State of the breaker of one operation over one connection, as all processes share it. Times are milliseconds since 1970. */
export interface Breaker {
  readonly mode: BreakerMode;
  /** When it left `closed`, or came back to it; a failed try does not move it. */
  readonly since: number;
  readonly reason?: string;
  /** When a call may try whether the system is back. */
  readonly nextTryAt?: number;
  /** Until then the trying call is waited for. */
  readonly probeUntil?: number;
  /** The person who isolated or closed it. */
  readonly by?: string;
}

export type BreakerEvent =
  /** Too many calls failed. */
  | { readonly type: 'trip'; readonly reason: string }
  /** One call goes out to try; `effect` is what it does to the other system. */
  | { readonly type: 'probe'; readonly effect: 'read' | 'write' }
  /** The trying call was answered, or was not. */
  | { readonly type: 'answer' }
  | { readonly type: 'fail'; readonly reason: string }
  /** Nobody came to try for a long time, and no work waits for it: the next who comes finds out. */
  | { readonly type: 'lapse' }
  /** A person stops the operation, or lets it work again. */
  | { readonly type: 'isolate'; readonly reason: string; readonly by: string }
  | { readonly type: 'close'; readonly reason?: string; readonly by: string };

/** From each mode, which events lead where. What is not here is refused; `isolated` is left by a person only. */
export const BREAKER_TRANSITIONS: Readonly<
  Record<BreakerMode, Readonly<Partial<Record<BreakerEvent['type'], BreakerMode>>>>
> = {
  closed: { trip: 'open', isolate: 'isolated' },
  open: { probe: 'half-open', lapse: 'closed', isolate: 'isolated', close: 'closed' },
  // A trying call that nobody hears of again gives way to another one.
  'half-open': {
    probe: 'half-open',
    answer: 'closed',
    fail: 'open',
    lapse: 'closed',
    isolate: 'isolated',
    close: 'closed',
  },
  isolated: { close: 'closed' },
};

/**
 * Opens at half of at least ten calls failing within 30 s; tries one call after 30 s, and waits 60 s for its answer. One
 * that a screen or a reconciliation opened may never be tried again: it lapses two minutes after it could have been.
 */
export const BREAKER = {
  windowMs: 30_000,
  leastCalls: 10,
  failingShare: 0.5,
  openMs: 30_000,
  probeMs: 60_000,
  lapseMs: 120_000,
} as const;
export type BreakerTiming = { readonly [K in keyof typeof BREAKER]: number };

export const closedBreaker = (now: number): Breaker => ({ mode: 'closed', since: now });

/**
 * Whether a call may try now. A read may as soon as it is time. A write that gets lost costs more than a pause: it may
 * only where no read has come to try for as long again, because the operation has none.
 */
export function mayProbe(breaker: Breaker, effect: 'read' | 'write', now: number, timing: BreakerTiming): boolean {
  if (breaker.mode !== 'open' && breaker.mode !== 'half-open') return false;
  const due = dueAt(breaker);
  return now >= (effect === 'read' ? due : due + timing.openMs);
}

/** When the next call may try. */
function dueAt({ mode, probeUntil, nextTryAt }: Breaker): number {
  return (mode === 'half-open' ? probeUntil : nextTryAt) ?? 0;
}

/** The breaker after an event, or undefined when the event changes nothing in this mode or comes too early. */
export function afterEvent(
  breaker: Breaker,
  event: BreakerEvent,
  now: number,
  timing: BreakerTiming = BREAKER,
): Breaker | undefined {
  const mode = BREAKER_TRANSITIONS[breaker.mode][event.type];
  if (mode === undefined) return undefined;
  switch (event.type) {
    case 'trip':
      return { mode, since: now, reason: event.reason, nextTryAt: now + timing.openMs };
    case 'probe':
      if (!mayProbe(breaker, event.effect, now, timing)) return undefined;
      return { ...breaker, mode, probeUntil: now + timing.probeMs };
    case 'lapse':
      return now < dueAt(breaker) + timing.lapseMs ? undefined : { mode, since: now };
    case 'answer':
      return { mode, since: now };
    case 'fail': {
      const { probeUntil: _, ...rest } = breaker;
      return { ...rest, mode, reason: event.reason, nextTryAt: now + timing.openMs };
    }
    case 'isolate':
      return { mode, since: now, reason: event.reason, by: event.by };
    case 'close':
      return { mode, since: now, by: event.by, ...(event.reason === undefined ? {} : { reason: event.reason }) };
  }
}

/** Ends of the last calls of one operation in one process, those of the window among them. */
export interface CallCount {
  readonly recent: readonly { readonly at: number; readonly failed: boolean }[];
  /** How many of them failed. */
  readonly failures: number;
}

const KEPT = 200;
export const noCalls: CallCount = { recent: [], failures: 0 };

/** Counts a call. `failed` means that the system did not do its part; `trips` that the breaker has to open. */
export function countCall(
  count: CallCount,
  failed: boolean,
  now: number,
  timing: BreakerTiming = BREAKER,
): { readonly count: CallCount; readonly trips: boolean } {
  const kept = count.recent.length < KEPT ? count.recent : count.recent.slice(1);
  const all = [...kept, { at: now, failed }];
  // While all is well nothing has to be counted: this is asked after every call of the product.
  if (!failed && count.failures === 0) return { count: { recent: all, failures: 0 }, trips: false };
  const recent = all.filter((each) => now - each.at < timing.windowMs);
  const failures = recent.filter((each) => each.failed).length;
  const trips = failed && recent.length >= timing.leastCalls && failures / recent.length >= timing.failingShare;
  return trips ? { count: noCalls, trips } : { count: { recent, failures }, trips };
}
