import type { Context } from 'hono';
import type { z } from '@hono/zod-openapi';
import type { RouteSpec } from '../api/route.ts';
import { findJsonFault } from './json-shape.ts';
import { readBody } from './read-body.ts';
import { type FieldFault, refuse, Refusal } from './refusal.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Parameters, query and body of a request, each checked against its schema; unknown members are left out. */
export async function readRequest(context: Context, spec: RouteSpec): Promise<Record<string, unknown> | Refusal> {
  const request: Record<string, unknown> = {};
  const faults: FieldFault[] = [];
  const check = (part: 'params' | 'query' | 'body', schema: z.ZodType | undefined, value: unknown): void => {
    if (schema === undefined) return;
    const result = schema.safeParse(value);
    if (result.success) request[part] = result.data;
    else faults.push(...result.error.issues.map((issue) => faultOf(part, issue)));
  };
  check('params', spec.params, context.req.param());
  check('query', spec.query, context.req.query());
  if (spec.body !== undefined) {
    const body = await readJson(context);
    if (body instanceof Refusal) return body;
    check('body', spec.body, body.value);
  }
  // PostgreSQL keeps no NUL in text; nobody types one.
  if (JSON.stringify(request).includes('\\u0000')) {
    return refuse('request.invalid', { message: 'The request holds a NUL character.' });
  }
  if (faults.length === 0) return request;
  const message = faults.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(' ');
  return refuse('request.invalid', { message: message.slice(0, 1_000), errors: faults.slice(0, 50) });
}

/** Pointers into the body are plain; those into parameters and query begin with the name of the part. */
function faultOf(part: 'params' | 'query' | 'body', issue: z.core.$ZodIssue): FieldFault {
  const path = [...(part === 'body' ? [] : [part]), ...issue.path.map(String)];
  const pointer = path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return { pointer, detail: issue.message };
}

async function readJson(context: Context): Promise<{ value: unknown } | Refusal> {
  const read = await readBody(context);
  if ('fault' in read) return refuse(read.fault === 'too-large' ? 'request.too-large' : 'request.malformed');
  if (read.bytes.byteLength === 0) return { value: {} };
  if (!isJson(context.req.header('content-type'))) return refuse('request.media-type');
  try {
    const text = utf8.decode(read.bytes);
    const fault = findJsonFault(text);
    if (fault !== undefined) return refuse('request.malformed', { message: fault });
    return { value: JSON.parse(text) as unknown };
  } catch {
    return refuse('request.malformed');
  }
}

/** Whether a Content-Type says JSON, in UTF-8 if it says anything about that. */
export function isJson(contentType: string | undefined): boolean {
  return /^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset=(?:"?utf-8"?)\s*)?$/i.test(contentType ?? '');
}
