import type { Failure } from '../core/failure.ts';
import type { Stop } from './away-ports.ts';
import { engineFailure } from './errors.ts';
import { parkedOn } from './pauses.ts';
import type { Clock } from './ports.ts';
import type { Session } from './session.ts';

/** A parked run is woken when the way is free; should nobody do so, it looks by itself after this time. */
const LOOK_AGAIN_MS = 60 * 60 * 1_000;

/**
 * Lays a run aside until what it needs works again. It costs nothing there, however long that takes. `tried` is the
 * failure of a try that it comes from.
 */
export async function park(
  clock: Clock,
  session: Session,
  step: string,
  stop: Stop,
  tried?: Failure,
): Promise<'stopped'> {
  const now = clock.now();
  const until = stop.until ?? now + LOOK_AGAIN_MS;
  const failure = engineFailure(stop.code, { record: recordOf(stop), message: stop.why });
  session.append({ type: 'waiting', at: now, step, until, why: stop.why, ...(tried ? { failure: tried } : {}) });
  await session.flush({
    state: 'waiting',
    until,
    step,
    failure: { ...failure, step },
    unknownOutcome: hasUnknownOutcome(session, step),
    parked: { on: parkedOn(stop), source: session.run.source },
  });
  return 'stopped';
}

function recordOf({ kind, name }: Stop): string {
  return kind === 'source' ? `connection ${name}` : `${kind} ${name}`;
}

/** Whether the last write of a step has no known outcome yet. */
export function hasUnknownOutcome(session: Session, step: string): boolean {
  const writes = session.view.steps.get(step)?.calls.filter((call) => call.effect === 'write') ?? [];
  return writes.at(-1)?.outcome === 'ambiguous';
}
