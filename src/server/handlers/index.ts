import type { ServerDeps } from '../deps.ts';
import { connectionHandlers } from './connections.ts';
import { customerHandlers } from './customers.ts';
import { flowHandlers } from './flows.ts';
import { reconcileHandlers } from './reconcile.ts';
import { runHandlers } from './runs.ts';
import { sessionHandlers } from './session.ts';
import { syncHandlers } from './sync.ts';
import { todayHandlers } from './today.ts';
import { standstillHandlers } from './standstill.ts';
import type { HandlersOf, PlainOperation } from './types.ts';
import { userHandlers } from './users.ts';

/** The handler of every plain route; a route without one does not compile. */
export function allHandlers(deps: ServerDeps): HandlersOf<PlainOperation> {
  return {
    ...todayHandlers(deps),
    ...runHandlers(deps),
    ...customerHandlers(deps),
    ...connectionHandlers(deps),
    ...flowHandlers(deps),
    ...syncHandlers(deps),
    ...reconcileHandlers(deps),
    ...sessionHandlers(deps),
    ...userHandlers(deps),
  };
    ...standstillHandlers(deps),
}
