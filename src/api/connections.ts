import { z } from '@hono/zod-openapi';
import { AnyObject, Name, Reason, Timestamp } from './common.ts';
import { defineRoute } from './route.ts';
import { Breaker, Closure, MaintenanceWindow, Paused } from './standstill.ts';

/** One finding of a connection test, in words. */
export const ConnectionCheck = z
  .object({
    name: z.string(),
    result: z.enum(['pass', 'warn', 'fail']),
    message: z.string(),
    remedy: z.string().optional(),
  })
  .openapi('ConnectionCheck');

export const ConnectionTest = z
  .object({ at: Timestamp, result: z.enum(['pass', 'warn', 'fail']), checks: z.array(ConnectionCheck) })
  .openapi('ConnectionTest');

/**
 * How a connection does: `working`, `paused` by a person or rule, `closed` by its calendar, `down` (a breaker is open),
 * `recovering` (half-open), `limited` (an operation is stopped by hand).
 */
const CONNECTION_STATES = ['working', 'paused', 'closed', 'down', 'recovering', 'limited'] as const;

/** What the light of a connection shows. */
export const ConnectionLight = z
  .object({
    name: z.string(),
    connector: z.string(),
    title: z.string(),
    state: z.enum(CONNECTION_STATES),
    reason: z.string().optional(),
    since: Timestamp.optional(),
    until: Timestamp.optional().openapi({ description: 'When it works again, where that is known.' }),
    nextTryAt: Timestamp.optional().openapi({ description: 'When credentials that were refused are tried again.' }),
    waiting: z.number().int().optional().openapi({ description: 'Runs that wait for it.' }),
  })
  .openapi('ConnectionLight');

/** A connection without its secrets; of those only the last four characters and a fingerprint are told. */
export const Connection = ConnectionLight.extend({
  settings: AnyObject,
  secrets: z.record(z.string(), z.object({ lastFour: z.string(), fingerprint: z.string(), setAt: Timestamp })),
  updatedAt: Timestamp,
  updatedBy: z.string(),
  lastTest: ConnectionTest.optional(),
  traffic: z
    .object({
      callsLastMinute: z.number(),
      failuresLastMinute: z.number(),
      inFlight: z.number(),
      p50Ms: z.number().optional(),
    })
    .optional()
    .openapi({ description: 'Absent while nothing has used the connection since the start.' }),
  breakers: z.array(Breaker).openapi({ description: 'Operations that are held back or stopped.' }),
  windows: z.array(MaintenanceWindow).openapi({ description: 'Its calendar; windows that are over are left out.' }),
  closure: Closure.optional().openapi({ description: 'A window that is near or open.' }),
  pausedSource: Paused.optional().openapi({ description: 'Set while also the work that its events start waits.' }),
  carefulUntil: Timestamp.optional().openapi({
    description: 'The database was restored or taken over: until then it looks in the system before it writes there.',
  }),
  webhookPath: z.string().optional().openapi({ description: 'Where this connection receives webhooks.' }),
}).openapi('Connection');

const named = z.object({ name: Name });

export const connectionRoutes = {
  listConnections: defineRoute('listConnections', {
    tag: 'connections',
    summary: 'All connections',
    answer: z.object({ items: z.array(Connection) }).openapi('ConnectionList'),
  }),
  getConnection: defineRoute('getConnection', {
    tag: 'connections',
    summary: 'One connection',
    params: named,
    answer: Connection,
  }),
  saveConnection: defineRoute('saveConnection', {
    tag: 'connections',
    summary: 'Create a connection or replace its settings',
    description:
      'Secrets that are left out stay as they are. Settings are checked against the fields of the connector.',
    params: named,
    body: z.object({
      connector: Name,
      title: z.string().trim().min(1).max(100).optional(),
      settings: AnyObject,
      secrets: z.record(z.string(), z.string().max(20_000)).default({}),
    }),
    answer: Connection,
  }),
  importConnectionFile: defineRoute('importConnectionFile', {
    tag: 'connections',
    summary: 'Create or change a connection from a file of the other system, such as an .ionapi',
    description:
      'The file gives settings and secrets; `settings` and `secrets` add what the file does not know, and win over it. Null takes a setting off that was there before.',
    params: named,
    body: z.object({
      connector: Name,
      title: z.string().trim().min(1).max(100).optional(),
      text: z.string().min(1).max(100_000),
      settings: AnyObject.optional(),
      secrets: z.record(z.string(), z.string().max(20_000)).optional(),
    }),
    answer: Connection,
  }),
  deleteConnection: defineRoute('deleteConnection', {
    tag: 'connections',
    summary: 'Remove a connection with its secrets',
    params: named,
  }),
  testConnection: defineRoute('testConnection', {
    tag: 'connections',
    summary: 'Look at login, rights, clocks and settings, with reads only',
    params: named,
    body: z.object({}),
    answer: ConnectionTest,
  }),
  pauseConnection: defineRoute('pauseConnection', {
    tag: 'connections',
    summary: 'Stop all calls over the connection; work waits',
    params: named,
    body: z.object({
      reason: Reason.min(1),
      source: z.boolean().default(false).openapi({ description: 'Also the work waits that its events start.' }),
    }),
    answer: Connection,
  }),
  resumeConnection: defineRoute('resumeConnection', {
    tag: 'connections',
    summary: 'Let the connection work again; waiting runs go on',
    params: named,
    body: z.object({}),
    answer: Connection,
  }),
} as const;
