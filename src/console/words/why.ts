import type { RunSummary } from '../../api/types.ts';

/** Why a run is where it is, in one sentence; undefined when there is nothing to say beyond its state. */
export function whyOf(run: RunSummary): string | undefined {
  if (run.state === 'completed') return run.warnings.length > 0 ? run.warnings.join(' · ') : undefined;
  if (run.state === 'held' && run.hold) return run.hold.reason;
  if (run.unknownOutcome && run.failure?.kind !== 'uncertain') {
    return 'A write got no answer; it is being found out whether it took effect.';
  }
  if (run.behind !== undefined) return 'Waits behind an earlier order with the same key.';
  if (run.failure && run.state !== 'canceled') return run.failure.message;
  return undefined;
}

/** How long it took from arrival to its end, in milliseconds; undefined while it is open. */
export function tookMs(run: Pick<RunSummary, 'arrivedAt' | 'endedAt'>): number | undefined {
  return run.endedAt === undefined ? undefined : Date.parse(run.endedAt) - Date.parse(run.arrivedAt);
}
