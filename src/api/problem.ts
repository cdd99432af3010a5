import { z } from '@hono/zod-openapi';
import { FAILURE_KINDS } from '../core/failure.ts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** An error answer (RFC 9457) with the members that let a person act and a program decide. */
export const Problem = z
  .object({
    type: z.string().openapi({ description: 'URI of the kind of problem.', example: 'urn:landbridge:run.not-found' }),
    title: z.string().openapi({ description: 'What kind of problem this is; the same for every case.' }),
    status: z.number().int(),
    detail: z.string().openapi({ description: 'What happened this time.' }),
    instance: z.string().optional().openapi({ description: 'Path of the request.' }),
    code: z.string().openapi({ description: 'Stable dotted code, see docs/errors.md.', example: 'run.not-found' }),
    kind: z.enum(FAILURE_KINDS),
    retryable: z.boolean().openapi({ description: 'Whether the same request may succeed later.' }),
    retryAfter: z.number().optional().openapi({ description: 'Seconds to wait before the next try.' }),
    remedy: z.string().optional().openapi({ description: 'What to do next.' }),
    record: z.string().optional(),
    field: z.string().optional(),
    errors: z
      .array(
        z.object({
          pointer: z.string().openapi({ description: 'JSON Pointer into the request.', example: '/settings/baseUrl' }),
          detail: z.string(),
        }),
      )
      .optional(),
    traceId: z.string().optional().openapi({ description: 'Correlation id: the server log carries it too.' }),
  })
  .openapi('Problem');

export type Problem = Readonly<z.infer<typeof Problem>>;
