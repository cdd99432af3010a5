import type { Call, OperationAction } from '../../../core/operation.ts';

/** More than this are not asked for at once: what comes after is decided when these are answered. */
export const MOST_TOGETHER = 8;

/** One call or several. Undefined when there is none. */
export function callsTogether(calls: readonly Call[]): OperationAction<never> | undefined {
  const [first, ...others] = calls;
  if (first === undefined) return undefined;
  return others.length === 0 ? { do: 'call', call: first } : { do: 'calls', calls: [first, ...others] };
}

/**
 * One action out of several that do not depend on one another: give up where one has to, else make the calls, else wait
 * for the soonest, because what waits must not keep the others.
 */
export function together(actions: readonly OperationAction<never>[]): OperationAction<never> | undefined {
  const failed = actions.find((action) => action.do === 'fail');
  if (failed) return failed;
  const calls = actions.flatMap((action) =>
    action.do === 'call' ? [action.call] : action.do === 'calls' ? action.calls : [],
  );
  const waits = actions.flatMap((action) => (action.do === 'wait' ? [action] : []));
  return callsTogether(calls) ?? waits.toSorted((left, right) => left.until - right.until)[0];
}
