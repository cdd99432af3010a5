import type { JournalEntry } from '../run/journal.ts';

/** A write that took effect, or may have. */
export interface DoneWrite {
  readonly step: string;
  readonly call: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `unknown`: it was sent, and no answer says whether it took effect. */
  readonly outcome: 'applied' | 'unknown';
}

/** Writes of a run that are not made a second time, oldest first. */
export function writesOf(journal: readonly JournalEntry[]): readonly DoneWrite[] {
  const writes: DoneWrite[] = [];
  const open: DoneWrite[] = [];
  for (const entry of journal) {
    if (entry.type === 'call-sent') {
      open.push({ step: entry.step, call: entry.call, at: entry.at, outcome: 'unknown' });
    } else if (entry.type === 'call-answered' && entry.effect === 'write') {
      const { step, call, at, outcome } = entry;
      const sent = open.findIndex((each) => each.step === step && each.call === call);
      if (sent >= 0) open.splice(sent, 1);
      if (outcome === 'applied') writes.push({ step, call, at, outcome });
      if (outcome === 'ambiguous') writes.push({ step, call, at, outcome: 'unknown' });
    }
  }
  return [...writes, ...open];
}

/** Addresses of steps that were begun, in the order they were. */
export function begunSteps(journal: readonly JournalEntry[]): readonly string[] {
  return [...new Set(journal.flatMap((entry) => (entry.type === 'step-started' ? [entry.step] : [])))];
}
