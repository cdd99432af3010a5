import { createRoute, type RouteConfig, type z } from '@hono/zod-openapi';
import { OPERATIONS, type OperationName } from './operations.ts';
import { Problem, PROBLEM_MEDIA_TYPE } from './problem.ts';

/** What one route takes and answers. */
export interface RouteSpec {
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Absent when the answer has no body (204). */
  readonly answer?: z.ZodType;
  /** Status of the good answer; 200, or 204 without an answer, when left out. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Media type of the answer when it is not JSON. */
  readonly answerType?: string;
}

/** A route with its types (`spec`) and its OpenAPI description (`config`). */
export interface ApiRoute<S extends RouteSpec = RouteSpec> {
  readonly name: OperationName;
  readonly spec: S;
  readonly config: RouteConfig;
}

/** Puts a route's schemas together with its place in the table of operations. */
export function defineRoute<const S extends RouteSpec>(name: OperationName, spec: S): ApiRoute<S> {
  const { method, path, permission } = OPERATIONS[name];
  const status = statusOf(spec);
  const open = permission === 'anyone';
  const config = createRoute({
    method,
    path,
    operationId: name,
    tags: [spec.tag],
    summary: spec.summary,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    security: open ? [] : [{ session: [] }, { token: [] }],
    'x-permission': permission,
    request: {
      ...(spec.params === undefined ? {} : { params: spec.params }),
      ...(spec.query === undefined ? {} : { query: spec.query }),
      ...(spec.body === undefined
        ? {}
        : { body: { required: true, content: { 'application/json': { schema: spec.body } } } }),
    },
    responses: {
      [status]: {
        description: status === 204 ? 'Done; there is nothing to tell.' : spec.summary,
        ...(spec.answer === undefined
          ? {}
          : { content: { [spec.answerType ?? 'application/json']: { schema: spec.answer } } }),
      },
      default: {
        description: 'A problem, in the form of RFC 9457.',
        content: { [PROBLEM_MEDIA_TYPE]: { schema: Problem } },
      },
    },
  });
  return { name, spec, config };
}

/** Status of the good answer of a route. */
export function statusOf(spec: RouteSpec): 200 | 201 | 202 | 204 {
  return spec.status ?? (spec.answer === undefined ? 204 : 200);
}
