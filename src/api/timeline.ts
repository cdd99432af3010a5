import type { Failure, JournalEntry } from './types.ts';

/** One exchange with another system, or one try of it. `outcome` is absent while no answer has come. */
export interface TimelineCall {
  readonly call: string;
  readonly effect: 'read' | 'write';
  readonly sentAt: string;
  readonly answeredAt?: string;
  readonly tookMs?: number;
  readonly outcome?: 'not-sent' | 'refused' | 'applied' | 'ambiguous';
  readonly request?: Extract<JournalEntry, { type: 'call-sent' }>['request'];
  readonly reply?: Extract<JournalEntry, { type: 'call-answered' }>['reply'];
  readonly failure?: Failure;
}

/** One step of a run with everything that happened in it, as a screen or a command tells it. */
export interface TimelineStep {
  readonly address: string;
  readonly state: 'running' | 'waiting' | 'held' | 'completed' | 'failed';
  readonly operation?: string;
  readonly connection?: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly input?: Extract<JournalEntry, { type: 'step-started' }>['input'];
  readonly output?: Extract<JournalEntry, { type: 'step-completed' }>['output'];
  readonly calls: readonly TimelineCall[];
  /** While it waits: until when, and why. */
  readonly waiting?: { readonly until: string; readonly why: string };
  readonly failure?: Failure;
  readonly warnings: readonly string[];
  /** Who supplied the output, when the step itself did not. */
  readonly by?: 'if' | 'catch' | 'person';
  /** What people did here, oldest first. */
  readonly interventions: readonly Extract<JournalEntry, { type: 'released' }>[];
}

/** Steps of a run in the order in which they began, made from its journal (oldest entry first). */
export function timelineOf(journal: readonly JournalEntry[]): readonly TimelineStep[] {
  const steps = new Map<string, TimelineStep>();
  for (const entry of journal) {
    if (!('step' in entry)) continue;
    const before = steps.get(entry.step) ?? begin(entry.step, entry.at);
    steps.set(entry.step, tell(before, entry));
  }
  return [...steps.values()];
}

function begin(address: string, at: string): TimelineStep {
  return { address, state: 'running', startedAt: at, calls: [], warnings: [], interventions: [] };
}

type StepEntry = Extract<JournalEntry, { step: string }>;

function tell(step: TimelineStep, entry: StepEntry): TimelineStep {
  switch (entry.type) {
    case 'step-started':
      return {
        ...step,
        state: 'running',
        input: entry.input,
        ...(entry.operation === undefined ? {} : { operation: entry.operation }),
        ...(entry.connection === undefined ? {} : { connection: entry.connection }),
      };
    case 'call-sent': {
      const call = { call: entry.call, effect: entry.effect, sentAt: entry.at, request: entry.request };
      return { ...running(step), calls: [...step.calls, call] };
    }
    case 'call-answered':
      return { ...running(step), calls: answer(step.calls, entry) };
    case 'step-completed': {
      const { failure: _, ...rest } = running(step);
      return {
        ...rest,
        state: 'completed',
        endedAt: entry.at,
        output: entry.output,
        warnings: [...step.warnings, ...(entry.warnings ?? [])],
        ...(entry.by === undefined ? {} : { by: entry.by }),
      };
    }
    case 'waiting': {
      const waited = { ...step, state: 'waiting' as const, waiting: { until: entry.until, why: entry.why } };
      return entry.failure === undefined ? waited : { ...waited, failure: entry.failure };
    }
    case 'held': {
      const held = { ...running(step), state: 'held' as const, endedAt: entry.at };
      return entry.hold.failure === undefined ? held : { ...held, failure: entry.hold.failure };
    }
    case 'step-failed':
    case 'failed':
      return { ...running(step), state: 'failed', endedAt: entry.at, failure: entry.failure };
    case 'released': {
      const { endedAt: _, ...rest } = running(step);
      return { ...rest, interventions: [...step.interventions, entry] };
    }
  }
}

function running(step: TimelineStep): TimelineStep {
  const { waiting: _, ...rest } = step;
  return { ...rest, state: 'running' };
}

/** Writes stand in the journal before they are sent, reads do not: an answer closes its open call or stands alone. */
function answer(
  calls: readonly TimelineCall[],
  entry: Extract<JournalEntry, { type: 'call-answered' }>,
): readonly TimelineCall[] {
  // Several calls may have been sent at the same time.
  const at = calls.findLastIndex((call) => call.outcome === undefined && call.call === entry.call);
  const open = calls[at];
  const answered: TimelineCall = {
    ...(open ?? {
      call: entry.call,
      effect: entry.effect,
      sentAt: new Date(Date.parse(entry.at) - entry.tookMs).toISOString(),
    }),
    ...(entry.request === undefined ? {} : { request: entry.request }),
    ...(entry.reply === undefined ? {} : { reply: entry.reply }),
    ...(entry.failure === undefined ? {} : { failure: entry.failure }),
    outcome: entry.outcome,
    answeredAt: entry.at,
    tookMs: entry.tookMs,
  };
  return open === undefined ? [...calls, answered] : calls.with(at, answered);
}
