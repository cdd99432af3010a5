import { type Context, Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { describeApi } from '../api/openapi.ts';
import { OPERATIONS } from '../api/operations.ts';
import { METRICS_MEDIA_TYPE } from '../monitor/metrics.ts';
import { consoleFiles } from './console-files.ts';
import type { ServerDeps } from './deps.ts';
import { exportDifferences } from './export-differences.ts';
import { createGate } from './gate.ts';
import { mountHealth } from './health.ts';
import { createLiveFeed } from './live-feed.ts';
import { createLiveStreams } from './live-stream.ts';
import { asProblem, faultOf, honoPath, mountHandlers, mountRoute } from './mount.ts';
import { isOwnHost } from './origin.ts';
import { refuse } from './refusal.ts';
import { newTraceId } from './trace.ts';
import { webhookHandler, type WebhookOptions } from './webhooks.ts';

export interface ServerOptions {
  readonly webhooks?: WebhookOptions;
  /** Which doors this process opens; all when left out. */
  readonly doors?: readonly ('hooks' | 'console')[];
}

/** The HTTP server without a socket. */
export interface HttpServer {
  readonly app: Hono;
  /** Ends the streams of live changes, before the process stops. */
  readonly endStreams: () => void;
}

/** Puts all routes together: webhooks first and bare, then health, then everything behind headers and gate. */
export function createServer(deps: ServerDeps, options: ServerOptions = {}): HttpServer {
  const doors = options.doors ?? ['hooks', 'console'];
  const app = new Hono();
  if (doors.includes('hooks')) {
    const take = webhookHandler(deps, options.webhooks);
    app.post('/hooks/:connection', take);
    app.all('/hooks/:connection/:rest{.+}', take);
  }
  mountHealth(app, deps.health);
  app.use('*', protect(deps.publicOrigins));
  const gate = createGate(deps);
  const feed = createLiveFeed(deps);
  const streams = createLiveStreams(deps, feed);
  mountRoute(app, deps, gate, 'getMetrics', async () => {
    const headers = { 'content-type': METRICS_MEDIA_TYPE, 'cache-control': 'no-store' };
    return new Response(await deps.metrics.print(), { headers });
  });
  if (doors.includes('console')) {
    mountHandlers(app, deps, gate);
    mountRoute(app, deps, gate, 'exportDifferences', (context) => exportDifferences(deps, context));
    mountRoute(app, deps, gate, 'streamEvents', (context, passed) => streams.open(context, passed));
    let description: string | undefined;
    mountRoute(app, deps, gate, 'getOpenApi', () => {
      description ??= JSON.stringify(describeApi(deps.version));
      const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
      return Promise.resolve(new Response(description, { headers }));
    });
    mountConsole(app, deps);
  }
  app.notFound((context) => unknownRoute(context));
  app.onError((error, context) => {
    const traceId = newTraceId();
    return asProblem(context, faultOf(deps, error, { traceId }), traceId);
  });
  return {
    app,
    endStreams() {
      feed.close();
      streams.endAll();
    },
  };
}

/** Security headers (OWASP secure headers; hono/secure-headers). Scripts and styles come from our own files only. */
function protect(publicOrigins: readonly string[]) {
  const https = publicOrigins.length > 0 && publicOrigins.every((origin) => origin.startsWith('https://'));
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    strictTransportSecurity: https ? 'max-age=31536000; includeSubDomains' : false,
    xFrameOptions: 'DENY',
    referrerPolicy: 'no-referrer',
    crossOriginOpenerPolicy: 'same-origin',
    crossOriginResourcePolicy: 'same-origin',
  });
}

function mountConsole(app: Hono, deps: ServerDeps): void {
  if (deps.consoleFolder === undefined) return;
  const serve = consoleFiles(deps.consoleFolder);
  app.get('*', async (context) => {
    const { path } = context.req;
    if (/^\/(?:api|hooks)(?:\/|$)/.test(path)) return unknownRoute(context);
    const host = context.req.header('host') ?? new URL(context.req.url).host;
    if (!isOwnHost(host, deps.publicOrigins)) return asProblem(context, refuse('request.host'), newTraceId());
    return (await serve(path, context.req.header('if-none-match'))) ?? unknownRoute(context);
  });
}

const PATHS = Object.values(OPERATIONS).map(({ method, path }) => ({
  method: method.toUpperCase(),
  pattern: new RegExp(`^${honoPath(path).replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`),
}));

/** 405 when the path is known under other methods, else 404. */
function unknownRoute(context: Context): Response {
  const methods = PATHS.filter(({ pattern }) => pattern.test(context.req.path)).map(({ method }) => method);
  if (methods.length === 0 || methods.includes(context.req.method)) {
    return asProblem(context, refuse('request.no-route'), newTraceId());
  }
  const response = asProblem(context, refuse('request.method'), newTraceId());
  response.headers.set('allow', [...new Set(methods)].join(', '));
  return response;
}
