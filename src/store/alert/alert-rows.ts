import type { Alert } from '../../core/alert/model.ts';

export interface AlertRow {
  id: string;
  rule: string;
  subject: string;
  title: string;
  severity: Alert['severity'];
  state: Alert['state'];
  summary: string;
  link: string;
  fired_at: Date;
  seen_at: Date;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  note: string | null;
  ended_at: Date | null;
}

export const ALERT_COLUMNS =
  'id, rule, subject, title, severity, state, summary, link, fired_at, seen_at, acknowledged_at, acknowledged_by, note, ended_at';

/** An alert of its row. */
export function alertOf(row: AlertRow): Alert {
  const { id, rule, subject, title, severity, state, summary, link } = row;
  return {
    id,
    rule,
    subject,
    title,
    severity,
    state,
    summary,
    link,
    firedAt: row.fired_at.getTime(),
    seenAt: row.seen_at.getTime(),
    ...(row.acknowledged_at ? { acknowledgedAt: row.acknowledged_at.getTime() } : {}),
    ...(row.acknowledged_by === null ? {} : { acknowledgedBy: row.acknowledged_by }),
    ...(row.note === null ? {} : { note: row.note }),
    ...(row.ended_at ? { endedAt: row.ended_at.getTime() } : {}),
  };
}
