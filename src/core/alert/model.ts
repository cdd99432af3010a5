import type { RuleKind, RuleValues } from './kinds.ts';

export const SEVERITIES = ['warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A rule as data. */
export interface AlertRule {
  readonly name: string;
  readonly kind: RuleKind;
  readonly title: string;
  readonly enabled: boolean;
  readonly severity: Severity;
  readonly values: RuleValues;
  /** Names of the channels that are told; absent: all. */
  readonly channels?: readonly string[];
}

export const ALERT_STATES = ['firing', 'acknowledged', 'ended'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** One thing that is wrong, from the first look at which it was to the last. */
export interface Alert {
  readonly id: string;
  readonly rule: string;
  readonly subject: string;
  readonly title: string;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly summary: string;
  readonly link: string;
  /** Milliseconds since 1970. */
  readonly firedAt: number;
  readonly seenAt: number;
  readonly acknowledgedAt?: number;
  readonly acknowledgedBy?: string;
  readonly note?: string;
  readonly endedAt?: number;
}

/** What one look changes. */
export interface AlertChange {
  readonly do: 'fire' | 'see' | 'end';
  readonly alert: Alert;
}
