import type { Json } from '../core/json.ts';
import type { Facts } from './ports.ts';

/** Commands of people on runs. Each is one transaction, guarded by the run's present state. */
export interface RunCommands {
  release(command: {
    tenant: string;
    runId: string;
    by: string;
    verb: 'retry' | 'release' | 'skip' | 'edit';
    reason?: string;
    input?: Json;
    output?: Json;
    /** `updatedAt` of the run as it was looked at; refused when something has happened since. */
    seenAt?: string;
    /** The record has changed: what people have put into the run for the old one does not stand. */
    anew?: true;
    /** Goes on with the newest version of its flow; whoever asks has made sure that it can. */
    version?: 'newest';
  }): Promise<CommandResult>;
  cancel(command: { tenant: string; runId: string; by: string; reason: string }): Promise<CommandResult>;
  /** A new run from the same event, on the newest deployed version unless the run's own is asked for. */
  replay(command: {
    tenant: string;
    runId: string;
    by: string;
    reason?: string;
    version?: 'same' | 'newest';
    /** The new run takes the place of the old one, which must be open and ends with it. */
    instead?: boolean;
  }): Promise<CommandResult & { newRunId?: string }>;
}

export type CommandResult =
  | { readonly done: true; readonly message: string }
  | { readonly done: false; readonly code: 'run.not-found' | 'run.wrong-state'; readonly message: string };

/** A run that a person, or another flow, has ended before its end. */
export interface CanceledRun {
  readonly id: string;
  readonly tenant: string;
  readonly flow: string;
  /** The step at which it stood; empty when it had not begun. */
  readonly step: string;
  /** Whether a write of that step was sent, whatever became of it. */
  readonly wrote: boolean;
  readonly facts: Facts;
}
