import type { ChannelKind, ChannelSettings } from '../core/alert/channels.ts';
import type { Alert, AlertChange, AlertRule } from '../core/alert/model.ts';
import type { Sight } from '../core/alert/sight.ts';
import type { ToldChange } from '../core/alert/tell.ts';
import type { Page } from './read-ports.ts';

/** A channel as people see it: never with secrets. */
export interface AlertChannel {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly title: string;
  readonly enabled: boolean;
  readonly settings: ChannelSettings;
  readonly secrets: Readonly<
    Record<string, { readonly lastFour: string; readonly fingerprint: string; readonly setAt: string }>
  >;
  readonly updatedAt: string;
  readonly updatedBy: string;
  /** How the last message went. */
  readonly lastResult?: ChannelResult;
}

export interface ChannelResult {
  readonly at: string;
  readonly ok: boolean;
  readonly message: string;
}

/** A channel with its secrets in clear, for sending only. */
export interface OpenChannel {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly settings: ChannelSettings;
  readonly secrets: Readonly<Record<string, string>>;
}

export interface AlertFilter {
  readonly states?: readonly Alert['state'][];
  readonly rule?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Rules, channels and alerts, as screens and commands need them. */
export interface AlertDesk {
  listRules(tenant: string): Promise<readonly AlertRule[]>;
  saveRule(tenant: string, rule: AlertRule, by: string): Promise<void>;
  removeRule(tenant: string, name: string): Promise<boolean>;
  listChannels(tenant: string): Promise<readonly AlertChannel[]>;
  /** Secrets that are left out stay. */
  saveChannel(
    tenant: string,
    channel: Pick<AlertChannel, 'name' | 'kind' | 'title' | 'enabled' | 'settings'>,
    secrets: Readonly<Record<string, string>>,
    by: string,
  ): Promise<AlertChannel>;
  /** Removes a channel and what waits for it, unless rules name it: nobody would be told of theirs. */
  removeChannel(tenant: string, name: string): Promise<'removed' | 'missing' | { readonly namedBy: readonly string[] }>;
  openChannel(tenant: string, name: string): Promise<OpenChannel | undefined>;
  saveResult(tenant: string, name: string, result: ChannelResult): Promise<void>;
  listAlerts(tenant: string, filter: AlertFilter): Promise<Page<Alert>>;
  /** False when there is no living alert of this id. */
  acknowledge(tenant: string, id: string, by: string, note: string | undefined): Promise<boolean>;
  /** Messages that were given up on within the last day. */
  countLost(tenant: string): Promise<number>;
}

/** A message that is due, given to one process for a while. */
export interface DueMessage {
  readonly id: string;
  readonly tenant: string;
  readonly channel: string;
  readonly changes: readonly ToldChange[];
  /** Tries including this one. */
  readonly tries: number;
  /** Alerts whose end another message tells or has told over the same channel; looked for from the second try on. */
  readonly ended: readonly string[];
}

/** What evaluates and tells. */
export interface AlertWork {
  /** Puts the rules of a new instance there; a rule that somebody removed stays away. */
  prepare(tenant: string, rules: readonly AlertRule[]): Promise<void>;
  /**
   * One look: gives rules and living alerts to `decide`, and writes what it answers together with the messages that tell
   * of it, in one transaction that one process at a time has. Undefined while another one looks.
   */
  look(
    tenant: string,
    decide: (rules: readonly AlertRule[], living: readonly Alert[], newId: () => string) => readonly AlertChange[],
  ): Promise<readonly AlertChange[] | undefined>;
  /** Takes messages that are due; another process gets them again when nothing is said of them for a while. */
  takeDue(limit: number): Promise<readonly DueMessage[]>;
  settle(
    id: string,
    outcome: { readonly sent: true } | { readonly sent: false; readonly problem: string; readonly retryInMs?: number },
  ): Promise<void>;
  /** The channel has just taken a message: what waits for a later try is due now. */
  hurry(tenant: string, channel: string): Promise<void>;
  /** Drops alerts and messages that ended long ago. */
  forget(days: number): Promise<void>;
}

/** What the database shows to rules. The disk is known to the process. */
export interface SightReads {
  look(tenant: string): Promise<Omit<Sight, 'disk'>>;
}
