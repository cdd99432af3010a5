import { alertHandlers } from './alerts.ts';
import type { ServerDeps } from '../deps.ts';
import { connectionHandlers } from './connections.ts';
import { customerHandlers } from './customers.ts';
import { flowHandlers } from './flows.ts';
import { reconcileHandlers } from './reconcile.ts';
import { runHandlers } from './runs.ts';
import { seriesHandlers } from './series.ts';
import { sessionHandlers } from './session.ts';
import { standstillHandlers } from './standstill.ts';
import { syncHandlers } from './sync.ts';
import { todayHandlers } from './today.ts';
import type { HandlersOf, PlainOperation } from './types.ts';
import { fixHandlers } from './fix.ts';
import { userHandlers } from './users.ts';
import { workHandlers } from './work.ts';

/** The handler of every plain route; a route without one does not compile. */
export function allHandlers(deps: ServerDeps): HandlersOf<PlainOperation> {
  return {
    ...todayHandlers(deps),
    ...runHandlers(deps),
    ...workHandlers(deps),
    ...fixHandlers(deps),
    ...customerHandlers(deps),
    ...connectionHandlers(deps),
    ...standstillHandlers(deps),
    ...flowHandlers(deps),
    ...syncHandlers(deps),
    ...reconcileHandlers(deps),
    ...alertHandlers(deps),
    ...seriesHandlers(deps),
    ...sessionHandlers(deps),
    ...userHandlers(deps),
  };
}
