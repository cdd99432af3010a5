import type { LinkKey } from '../core/operation.ts';

/** What records are called in the other system. */
export interface KnownLinks {
  find(tenant: string, key: LinkKey, to: string): Promise<string | undefined>;
}

/** An open run about the same record, as another flow may see it. */
export interface PeerRun {
  readonly id: string;
  readonly state: 'queued' | 'running' | 'waiting' | 'held' | 'failed';
  readonly step: string;
  /** Queue it is held in; empty when it is not. */
  readonly queue: string;
  /** Nobody knows whether its last write took effect. */
  readonly unknownOutcome: boolean;
}

/** A run about a record, over or not. */
export interface KnownRun {
  readonly id: string;
  readonly state: PeerRun['state'] | 'completed' | 'canceled';
}

/** Runs of other flows about the same order. */
export interface PeerRuns {
  /** Open runs of a flow whose fact `order` is this, oldest first. Throws when the database is away. */
  find(tenant: string, flow: string, order: string): Promise<readonly PeerRun[]>;
  /** All runs of a flow whose fact `order` is this, as far back as history is kept. Throws when the database is away. */
  list(tenant: string, flow: string, order: string): Promise<readonly KnownRun[]>;
  /** Lets a held run look again, as a person would; false when it is not held any more. */
  wake(tenant: string, runId: string, reason: string): Promise<boolean>;
  /** Cancels a run that is at rest; false when it is not there or is working. */
  withdraw(tenant: string, runId: string, reason: string): Promise<boolean>;
}
