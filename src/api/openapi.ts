import { OpenAPIHono, z } from '@hono/zod-openapi';
import { alertRoutes } from './alerts.ts';
import { auditRoutes } from './audit.ts';
import { connectionRoutes } from './connections.ts';
import { connectorRoutes } from './connectors.ts';
import { customerRoutes } from './customers.ts';
import { eventRoutes } from './events.ts';
import { flowRoutes } from './flows.ts';
import { healthRoutes } from './health.ts';
import { holdRoutes } from './holds.ts';
import type { OperationName } from './operations.ts';
import { type ApiRoute, defineRoute, type RouteSpec } from './route.ts';
import { reconcileRoutes } from './reconcile.ts';
import { runRoutes } from './runs.ts';
import { seriesRoutes } from './series.ts';
import { sessionRoutes } from './session.ts';
import { standstillRoutes } from './standstill.ts';
import { syncRoutes } from './sync.ts';
import { todayRoutes } from './today.ts';
import { userRoutes } from './users.ts';
import { webhookRoutes } from './webhooks.ts';
import { workRoutes } from './work.ts';

/** Every route by the name of its operation. */
export const ROUTES = {
  ...todayRoutes,
  ...runRoutes,
  ...holdRoutes,
  ...workRoutes,
  ...customerRoutes,
  ...connectorRoutes,
  ...connectionRoutes,
  ...standstillRoutes,
  ...flowRoutes,
  ...syncRoutes,
  ...reconcileRoutes,
  ...alertRoutes,
  ...seriesRoutes,
  ...auditRoutes,
  ...userRoutes,
  ...sessionRoutes,
  ...eventRoutes,
  ...webhookRoutes,
  ...healthRoutes,
  getOpenApi: defineRoute('getOpenApi', {
    tag: 'health',
    summary: 'This document',
    answer: z.record(z.string(), z.unknown()),
  }),
} as const satisfies Readonly<Record<OperationName, ApiRoute<RouteSpec>>>;

export type Routes = typeof ROUTES;

/** The OpenAPI 3.1 document of all routes. `version` is the product's. */
export function describeApi(version: string): Record<string, unknown> {
  const app = new OpenAPIHono();
  for (const route of Object.values(ROUTES)) app.openAPIRegistry.registerPath(route.config);
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'landbridge',
    description:
      'Set by signing in; `__Host-landbridge` behind https. Requests that change something must come from the same origin.',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'The operator token that the server writes into its data folder.',
  });
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Landbridge',
      version,
      description:
        'Links Infor M3 with Clarity eCommerce. Errors are problem details (RFC 9457); lists page by cursor.',
      license: { name: 'MIT' },
    },
    servers: [{ url: '/' }],
  });
  return document as unknown as Record<string, unknown>;
}
