import { z } from '@hono/zod-openapi';
import { defineRoute } from './route.ts';

/** What a sender learns: our ids of the events it told us about. */
const WebhookReceipt = z.object({ eventIds: z.array(z.string()) }).openapi('WebhookReceipt');

export const webhookRoutes = {
  receiveWebhook: defineRoute('receiveWebhook', {
    tag: 'webhooks',
    summary: 'Take a webhook of a connected system',
    description:
      'Raw body, at most 1 MB, signed as the connector asks. 202: stored. 200: known already, or nothing to do. ' +
      '401: signature refused. 422: refused content, such as card data. 429 or 503 with Retry-After: send again later.',
    params: z.object({ connection: z.string().max(64) }),
    answer: WebhookReceipt,
    status: 202,
  }),
} as const;
