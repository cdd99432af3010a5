import { z } from '@hono/zod-openapi';
import { CHANNEL_KINDS } from '../core/alert/channels.ts';
import { RULE_KIND_NAMES } from '../core/alert/kinds.ts';
import { ALERT_STATES, SEVERITIES } from '../core/alert/model.ts';
import { Name, pageOf, paging, Reason, Timestamp } from './common.ts';
import { defineRoute } from './route.ts';

/** One thing that is wrong, from the first look at which it was to the last. */
export const Alert = z
  .object({
    id: z.string(),
    rule: z.string(),
    subject: z.string().openapi({ description: 'What it is about: a flow, a connection, a cause.' }),
    title: z.string(),
    severity: z.enum(SEVERITIES),
    state: z.enum(ALERT_STATES),
    summary: z.string(),
    link: z.string().openapi({ description: 'Path in the console of the list behind it.' }),
    firedAt: Timestamp,
    seenAt: Timestamp.openapi({ description: 'The last look at which it was so.' }),
    acknowledgedAt: Timestamp.optional(),
    acknowledgedBy: z.string().optional(),
    note: z.string().optional(),
    endedAt: Timestamp.optional(),
  })
  .openapi('Alert');

const RuleFields = z.object({
  kind: z.enum(RULE_KIND_NAMES),
  title: z.string().trim().min(1).max(100),
  enabled: z.boolean(),
  severity: z.enum(SEVERITIES),
  values: z
    .record(z.string(), z.union([z.string().max(100), z.number()]))
    .openapi({ description: 'Settings of the kind; what is left out has its default.' }),
  channels: z.array(z.string()).max(50).optional().openapi({ description: 'Channels that are told; absent: all.' }),
});

/** What is watched. */
export const AlertRule = RuleFields.extend({ name: z.string() }).openapi('AlertRule');

const ChannelValue = z.union([z.string().max(2_000), z.number(), z.boolean(), z.array(z.string().max(320)).max(50)]);

const ChannelTest = z.object({ at: Timestamp, ok: z.boolean(), message: z.string() }).openapi('AlertChannelResult');

/** Where alerts are told. Secrets are written, never read. */
export const AlertChannel = z
  .object({
    name: z.string(),
    kind: z.enum(CHANNEL_KINDS),
    title: z.string(),
    enabled: z.boolean(),
    settings: z.record(z.string(), ChannelValue),
    secrets: z.record(z.string(), z.object({ lastFour: z.string(), fingerprint: z.string(), setAt: Timestamp })),
    updatedAt: Timestamp,
    updatedBy: z.string(),
    lastResult: ChannelTest.optional(),
    newSecret: z
      .string()
      .optional()
      .openapi({ description: 'The signing secret that was made just now. It is shown this once.' }),
  })
  .openapi('AlertChannel');

const named = z.object({ name: Name });

export const alertRoutes = {
  listAlerts: defineRoute('listAlerts', {
    tag: 'alerts',
    summary: 'What is wrong, and what was, newest first',
    query: z.object({
      state: z.string().max(100).optional().openapi({ description: 'One or more states, separated by commas.' }),
      rule: z.string().max(100).optional(),
      ...paging,
    }),
    answer: pageOf(Alert, 'AlertPage'),
  }),
  acknowledgeAlert: defineRoute('acknowledgeAlert', {
    tag: 'alerts',
    summary: 'Say that somebody is on it; it ends by itself',
    params: z.object({ id: z.uuid() }),
    body: z.object({ note: Reason.optional() }),
  }),
  listAlertRules: defineRoute('listAlertRules', {
    tag: 'alerts',
    summary: 'What is watched',
    answer: z.object({ items: z.array(AlertRule) }).openapi('AlertRules'),
  }),
  saveAlertRule: defineRoute('saveAlertRule', {
    tag: 'alerts',
    summary: 'Create or replace a rule',
    params: named,
    body: RuleFields,
    answer: AlertRule,
  }),
  deleteAlertRule: defineRoute('deleteAlertRule', {
    tag: 'alerts',
    summary: 'Remove a rule; its alerts end',
    params: named,
  }),
  listAlertChannels: defineRoute('listAlertChannels', {
    tag: 'alerts',
    summary: 'Where alerts are told',
    answer: z.object({ items: z.array(AlertChannel) }).openapi('AlertChannels'),
  }),
  saveAlertChannel: defineRoute('saveAlertChannel', {
    tag: 'alerts',
    summary: 'Create or replace a channel',
    description: 'Secrets that are left out stay. A webhook without a signing secret gets one, which is shown once.',
    params: named,
    body: z.object({
      kind: z.enum(CHANNEL_KINDS),
      title: z.string().trim().min(1).max(100),
      enabled: z.boolean().default(true),
      settings: z.record(z.string(), ChannelValue),
      secrets: z.record(z.string(), z.string().max(2_000)).default({}),
    }),
    answer: AlertChannel,
  }),
  deleteAlertChannel: defineRoute('deleteAlertChannel', {
    tag: 'alerts',
    summary: 'Remove a channel with its secrets; messages that wait for it are dropped',
    description: 'Refused while a rule names it: nobody would be told of what the rule finds.',
    params: named,
  }),
  testAlertChannel: defineRoute('testAlertChannel', {
    tag: 'alerts',
    summary: 'Send a test message now, and say how it went',
    params: named,
    body: z.object({}),
    answer: ChannelTest,
  }),
} as const;
