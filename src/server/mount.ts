import type { Context, Hono } from 'hono';
import { ROUTES } from '../api/openapi.ts';
import { OPERATIONS, type OperationName } from '../api/operations.ts';
import { statusOf } from '../api/route.ts';
import type { Caller } from './caller.ts';
import { clientAddress, proxiesOf } from './client-address.ts';
import type { ServerDeps } from './deps.ts';
import type { Gate, Passed } from './gate.ts';
import { allHandlers } from './handlers/index.ts';
import type { HttpFacts, PlainOperation } from './handlers/types.ts';
import { readRequest } from './read-request.ts';
import { problemResponse, refuse, Refusal } from './refusal.ts';
import { newTraceId, traceIdOf } from './trace.ts';

type AnyHandler = (call: {
  request: Record<string, unknown>;
  caller: Caller | undefined;
  http: HttpFacts;
}) => Promise<unknown>;

/** What stands behind the gate of a route. */
export type Behind = (context: Context, passed: Passed) => Promise<Response | Refusal>;

/** Puts one route behind the gate; every refusal, also that of a fault, becomes problem details. */
export function mountRoute(app: Hono, deps: ServerDeps, gate: Gate, name: OperationName, behind: Behind): void {
  const { method, path } = OPERATIONS[name];
  app.on(method.toUpperCase(), honoPath(path), async (context) => {
    const startedAt = performance.now();
    const traceId = traceIdOf(context.req.header('traceparent')) ?? newTraceId();
    let response: Response;
    try {
      const passed = await gate(context, name);
      const result = passed instanceof Refusal ? passed : await behind(context, passed);
      response = result instanceof Refusal ? asProblem(context, result, traceId) : result;
    } catch (error) {
      response = asProblem(context, faultOf(deps, error, { operation: name, traceId }), traceId);
    }
    response.headers.set('x-trace-id', traceId);
    const tookMs = performance.now() - startedAt;
    deps.meter.requestEnded({ method: context.req.method, route: path, status: response.status, tookMs });
    deps.log.debug({ operation: name, status: response.status, tookMs: Math.round(tookMs), traceId }, 'answered');
    return response;
  });
}

/** Mounts every route that takes and answers JSON. */
export function mountHandlers(app: Hono, deps: ServerDeps, gate: Gate): void {
  const isProxy = proxiesOf(deps.trustedProxies);
  const handlers = allHandlers(deps) as unknown as Readonly<Record<PlainOperation, AnyHandler>>;
  for (const name of Object.keys(handlers) as PlainOperation[]) {
    const { spec } = ROUTES[name];
    mountRoute(app, deps, gate, name, async (context, { caller, cookies }) => {
      const request = await readRequest(context, spec);
      if (request instanceof Refusal) return request;
      const setCookies = [...cookies];
      const http: HttpFacts = {
        headers: context.req.raw.headers,
        address: clientAddress(context, isProxy),
        // What the handler sets wins over the prolonged sign-in: after signing out it must not come back.
        setCookies: (added) => void setCookies.splice(0, setCookies.length, ...added),
      };
      const answer = await handlers[name]({ request, caller, http });
      if (answer instanceof Refusal) return answer;
      const headers = new Headers({ 'cache-control': 'no-store' });
      for (const cookie of setCookies) headers.append('set-cookie', cookie);
      const status = statusOf(spec);
      if (answer === undefined) return new Response(null, { status, headers });
      headers.set('content-type', 'application/json');
      return new Response(JSON.stringify(answer), { status, headers });
    });
  }
}

/** An exception as a refusal: told to the log in full, to the client without anything of the inside. */
export function faultOf(deps: ServerDeps, error: unknown, fields: Readonly<Record<string, unknown>>): Refusal {
  const away = deps.isUnavailable(error);
  deps.log.error({ ...fields, err: error }, away ? 'the database is away' : 'a request failed inside');
  return away ? refuse('server.unavailable', { retryAfterSeconds: 5 }) : refuse('server.fault');
}

/** The answer for a refusal of this request. The instance is the path without its query. */
export function asProblem(context: Context, refusal: Refusal, traceId: string): Response {
  return problemResponse(refusal, { instance: context.req.path, traceId });
}

/** `/runs/{id}` as Hono writes it: `/runs/:id`. */
export function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
