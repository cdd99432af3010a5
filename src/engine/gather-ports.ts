import type { JsonObject } from '../core/json.ts';
import type { IntakeRequest } from './ports.ts';

/** The newest event of a subject that waits for its run. */
export interface GatheredEvent {
  readonly connection: string;
  readonly type: string;
  readonly subject: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly sourceId: string;
  readonly data: JsonObject;
  /** Events that it stands for. */
  readonly events: number;
}

/** Subjects with the same value of `gather.by`, for one run. */
export interface Gathering {
  readonly by: string;
  readonly events: readonly GatheredEvent[];
}

export interface GatherStore {
  /** Which of these flows have subjects that are due now. */
  due(tenant: string, flows: readonly string[]): Promise<readonly string[]>;
  /**
   * Takes what is due of a flow and stores what `plan` makes of it, in one transaction: each subject is in one run,
   * or still waits. Takes nothing for a value of `by` whose last run is not over, and nothing while another process takes.
   * Answers how many subjects were taken.
   */
  take(
    what: { readonly tenant: string; readonly flow: string; readonly size: number; readonly spacingMs: number },
    plan: (gatherings: readonly Gathering[]) => readonly IntakeRequest[],
  ): Promise<number>;
}
