import { z } from '@hono/zod-openapi';
import { AnyJson, AnyObject, Failure, Timestamp } from './common.ts';

const at = Timestamp;
const step = z.string().openapi({ example: 'lines[7]/line' });
const effect = z.enum(['read', 'write']);
const link = z.object({ system: z.string(), id: z.string() });
const links = z.array(z.object({ kind: z.string(), left: link, right: link }));
const warnings = z.array(z.string());

/** One entry of a run's journal: what was decided, sent or answered. Times are RFC 3339 here. */
export const JournalEntry = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('step-started'),
      at,
      step,
      input: AnyJson,
      operation: z.string().optional(),
      connection: z.string().optional(),
    }),
    z.object({ type: z.literal('call-sent'), at, step, call: z.string(), effect, request: AnyObject }),
    z.object({
      type: z.literal('call-answered'),
      at,
      step,
      call: z.string(),
      effect,
      outcome: z.enum(['not-sent', 'refused', 'applied', 'ambiguous']),
      request: AnyObject.optional(),
      reply: AnyJson.optional(),
      failure: Failure.optional(),
      tookMs: z.number(),
    }),
    z.object({
      type: z.literal('step-completed'),
      at,
      step,
      output: AnyJson,
      links: links.optional(),
      warnings: warnings.optional(),
      by: z.enum(['if', 'catch', 'person']).optional(),
    }),
    z.object({ type: z.literal('step-failed'), at, step, failure: Failure }),
    z.object({
      type: z.literal('waiting'),
      at,
      step,
      until: Timestamp,
      why: z.string(),
      failure: Failure.optional(),
    }),
    z.object({
      type: z.literal('held'),
      at,
      step,
      hold: z.object({
        queue: z.string(),
        reason: z.string(),
        scope: z.enum(['record', 'line']),
        resume: z.enum(['step', 'start']),
        followers: z.enum(['wait', 'go-on']).optional(),
        failure: Failure.optional(),
      }),
    }),
    z.object({
      type: z.literal('released'),
      at,
      by: z.string(),
      verb: z.enum(['retry', 'release', 'skip', 'edit']),
      step,
      anew: z
        .literal(true)
        .optional()
        .openapi({ description: 'The record has changed: corrected inputs do not stand.' }),
      claims: z.number().int().optional().openapi({ description: 'How often the run had been taken up by then.' }),
      reason: z.string().optional(),
      input: AnyJson.optional(),
      output: AnyJson.optional(),
    }),
    z.object({ type: z.literal('completed'), at }),
    z.object({ type: z.literal('failed'), at, step, failure: Failure }),
    z.object({ type: z.literal('canceled'), at, by: z.string(), reason: z.string() }),
  ])
  .openapi('JournalEntry');
