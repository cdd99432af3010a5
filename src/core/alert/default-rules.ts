import type { AlertRule } from './model.ts';

const rule = (name: AlertRule['kind'], title: string, severity: AlertRule['severity']): AlertRule => ({
  name,
  kind: name,
  title,
  enabled: true,
  severity,
  values: {},
});

/** What a new instance watches: each kind once, with its defaults. People change or switch off what does not suit. */
export const DEFAULT_RULES: readonly AlertRule[] = [
  rule('failures', 'Many failures of one kind', 'critical'),
  rule('held-age', 'Held work grows old', 'warning'),
  rule('held-money', 'Much money stands still', 'warning'),
  rule('queue-age', 'Work is late', 'critical'),
  rule('silence', 'No orders arrive', 'critical'),
  rule('stock-age', 'Stock figures are old', 'warning'),
  rule('connection-away', 'A system is away', 'critical'),
  rule('token-trouble', 'Credentials are refused', 'critical'),
  rule('differences', 'The systems differ', 'warning'),
  rule('disk', 'The disk fills up', 'critical'),
];
