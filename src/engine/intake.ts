import { planRuns } from './plan-runs.ts';
import type { InboundEvent, InboxStore, IntakeReceipt, Meter } from './ports.ts';
import type { Programs } from './programs.ts';
import type { RightOfWay } from './right-of-way.ts';

/** The door for everything that happens outside: webhooks, polls, events of other flows. */
export interface Intake {
  /**
   * Resolves when event, runs and jobs are on disk. Rejects when nothing could be stored; the sender must then be told
   * to come again. Never waits for a worker.
   */
  accept(event: InboundEvent): Promise<IntakeReceipt>;
}

export function createIntake(deps: {
  inbox: InboxStore;
  programs: Programs;
  meter: Meter;
  rightOfWay: RightOfWay;
}): Intake {
  const take = async (event: InboundEvent): Promise<IntakeReceipt> => {
    const runs = planRuns(event, await deps.programs.active());
    const receipt = await deps.inbox.accept({ event, runs });
    deps.meter.eventTaken({ connection: event.connection, via: event.via, isNew: receipt.isNew });
    return receipt;
  };
  return { accept: (event) => deps.rightOfWay.first(() => take(event)) };
}
