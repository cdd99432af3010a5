import { z } from '@hono/zod-openapi';
import { AnyObject, pageOf, paging, Timestamp } from './common.ts';
import { defineRoute } from './route.ts';

/** Who did what, when, to which record. */
export const AuditEntry = z
  .object({
    at: Timestamp,
    by: z.string(),
    action: z.string().openapi({ example: 'run.retry' }),
    subject: z.string(),
    detail: AnyObject,
  })
  .openapi('AuditEntry');

export const auditRoutes = {
  listAudit: defineRoute('listAudit', {
    tag: 'audit',
    summary: 'What people did, newest first',
    query: z.object({ subject: z.string().max(200).optional(), ...paging }),
    answer: pageOf(AuditEntry, 'AuditPage'),
  }),
} as const;
