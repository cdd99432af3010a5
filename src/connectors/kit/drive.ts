import type { Failure } from '../../core/failure.ts';
import type { JsonObject } from '../../core/json.ts';
import type { AnyOperation, Call, CallRecord, CallResult, OperationAction } from '../../core/operation.ts';

/** Time as the driven operation sees it; a test lets `waitUntil` jump. */
interface DriveClock {
  now(): number;
  waitUntil(time: number): void | Promise<void>;
}

export interface DriveOptions {
  readonly operation: AnyOperation;
  readonly input: JsonObject;
  readonly settings: JsonObject;
  readonly send: (call: Call) => Promise<CallResult>;
  readonly stepKey: string;
  readonly clock: DriveClock;
  readonly linkedId?: string;
  /** What an earlier life of the same step has left. */
  readonly calls?: readonly CallRecord[];
  readonly round?: number;
  /** Gives up with an error after this many exchanges. Default 400. */
  readonly maxCalls?: number;
}

export interface Driven {
  /** How it ended. A login that is refused ends it with that failure, as the engine would stop the connection. */
  readonly end: Extract<OperationAction, { do: 'done' | 'fail' }>;
  readonly calls: readonly CallRecord[];
  /** Every exchange in order, also those that left no record. */
  readonly exchanges: readonly { readonly call: Call; readonly result: CallResult }[];
}

const PAUSE_MS = 1_000;

/**
 * Carries an operation to its end as the engine does, without a journal: for tests, conformance and simulation.
 * Calls that had no effect are made again after a pause; everything else goes into the operation's history.
 */
export async function driveOperation(options: DriveOptions): Promise<Driven> {
  const { operation, input, settings, stepKey, clock, linkedId, round = 0, maxCalls = 400 } = options;
  const calls: CallRecord[] = [...(options.calls ?? [])];
  const exchanges: { call: Call; result: CallResult }[] = [];
  while (exchanges.length < maxCalls) {
    const view = { input, settings, calls, now: clock.now(), round, stepKey };
    const action = operation.next(linkedId === undefined ? view : { ...view, linkedId });
    if (action.do === 'done' || action.do === 'fail') return { end: action, calls, exchanges };
    if (action.do === 'wait') {
      await clock.waitUntil(action.until);
      continue;
    }
    // One by one, so that a test may count on the order.
    const call = action.do === 'call' ? action.call : action.calls[0];
    const sentAt = clock.now();
    const result = await options.send(call);
    exchanges.push({ call, result });
    const stop = stopOf(result);
    if (stop) return { end: { do: 'fail', failure: stop }, calls, exchanges };
    if (mayRepeat(result)) await clock.waitUntil(clock.now() + (result.failure?.retryAfterMs ?? PAUSE_MS));
    else calls.push({ ...call, ...result, sentAt, answeredAt: clock.now(), round } as CallRecord);
  }
  throw new Error(`${operation.name} did not end after ${maxCalls} calls; last: ${exchanges.at(-1)?.call.name}`);
}

/** True for results after which nothing happened and the same call may be made again. */
function mayRepeat({ outcome, failure }: CallResult): boolean {
  return outcome === 'not-sent' || (outcome === 'refused' && failure?.kind === 'throttled');
}

function stopOf({ outcome, failure }: CallResult): Failure | undefined {
  return outcome === 'refused' && failure?.kind === 'unauthorized' ? failure : undefined;
}
