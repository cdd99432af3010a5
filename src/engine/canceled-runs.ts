import type { JsonSchema } from '../core/json.ts';
import { planRuns } from './plan-runs.ts';
import type { CanceledRun } from './command-ports.ts';
import type { Clock, InboundEvent, IntakeRequest } from './ports.ts';
import type { Programs } from './programs.ts';

const RUN_CANCELED = 'landbridge.run.canceled';

const CANCELED: JsonSchema = {
  type: 'object',
  required: ['flow', 'step', 'run', 'canceledAt'],
  properties: {
    flow: { type: 'string', title: 'Flow of the run' },
    step: { type: 'string', title: 'Step at which it stood; empty when it had not begun' },
    run: { type: 'string', title: 'Id of the run' },
    wrote: { type: 'boolean', title: 'Whether a write of that step was sent' },
    canceledAt: { type: 'string', title: 'When, ISO 8601' },
    order: { type: 'string', title: 'Web order number' },
    customer: { type: 'string', title: 'Customer in the store' },
    erpCustomer: { type: 'string', title: 'Customer number in M3' },
    name: { type: 'string', title: 'Name of the customer' },
    amount: { type: 'string', title: 'Amount' },
    currency: { type: 'string', title: 'Currency' },
    store: { type: 'string', title: 'Store' },
  },
};

/** Event of a run that was canceled. */
export const CANCELED_EVENTS: Readonly<Record<string, { readonly title: string; readonly schema: JsonSchema }>> = {
  [RUN_CANCELED]: { title: 'A person has canceled a run', schema: CANCELED },
};

/**
 * The event that a canceled run leaves, for the flows that clear up behind it: in which flow and at which step it stood,
 * and what was known of its order. None where no flow would do anything about it.
 */
export function followCanceled(deps: {
  programs: Pick<Programs, 'active'>;
  clock: Clock;
}): (run: CanceledRun) => Promise<readonly IntakeRequest[]> {
  return async ({ id, tenant, flow, step, wrote, facts }) => {
    const canceledAt = new Date(deps.clock.now()).toISOString();
    const event: InboundEvent = {
      tenant,
      connection: 'landbridge',
      // A run is canceled once.
      id: `${id}/canceled`,
      type: RUN_CANCELED,
      subject: facts.order ?? id,
      time: canceledAt,
      data: { flow, step, wrote, canceledAt, run: id, ...facts },
      via: 'emit',
    };
    const runs = planRuns(event, await deps.programs.active());
    return runs.length === 0 ? [] : [{ event, runs }];
  };
}
