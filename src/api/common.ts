import { z } from '@hono/zod-openapi';
import type { Json, JsonObject } from '../core/json.ts';
import { FAILURE_KINDS } from '../core/failure.ts';

/** Any JSON value. */
export const AnyJson = z.unknown().openapi('Json', { description: 'Any JSON value.' }) as unknown as z.ZodType<
  Json,
  Json
>;

/** A JSON object with any members. */
export const AnyObject = z
  .record(z.string(), z.unknown())
  .openapi('JsonObject', { type: 'object', additionalProperties: true }) as unknown as z.ZodType<
  JsonObject,
  JsonObject
>;

/** A moment in UTC as RFC 3339 writes it. */
export const Timestamp = z.iso.datetime({ offset: true }).openapi({ example: '2026-11-21T09:30:00.000Z' });

/** An amount of money: decimal text, never a binary float, with its ISO 4217 currency. */
export const Money = z
  .object({
    amount: z.string().openapi({ example: '149.90' }),
    currency: z.string().openapi({ example: 'EUR' }),
  })
  .openapi('Money');

/** What went wrong with a record, as the engine keeps it. Codes are listed in docs/errors.md. */
export const Failure = z
  .object({
    kind: z.enum(FAILURE_KINDS),
    code: z.string().openapi({ example: 'm3.item-not-found' }),
    message: z.string(),
    remedy: z.string().optional(),
    record: z.string().optional(),
    field: z.string().optional(),
    retryAfterMs: z.number().optional(),
    evidence: AnyObject.optional(),
  })
  .openapi('Failure');

/** Query parameters of every list: at most `limit` items, after the one that `cursor` names. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50).openapi({ description: 'At most this many items.' }),
  cursor: z.string().max(500).optional().openapi({ description: '`next` of the page before.' }),
};

/** One page of a list. `next` is absent on the last page; there are no totals. */
export function pageOf<T extends z.ZodType>(item: T, name: string) {
  return z.object({ items: z.array(item), next: z.string().optional() }).openapi(name);
}

/** Name of a connection, a flow, a connector: lower case with hyphens. */
export const Name = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'Use lower-case letters, digits and hyphens, at most 64.')
  .openapi({ example: 'm3' });

/** A person's remark, kept in the audit log. */
export const Reason = z.string().trim().max(500);
