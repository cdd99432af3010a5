import type { z } from 'zod';
import { idOf } from '../entities/routes.ts';
import { textMember } from '../http/members.ts';
import { json, type Reply } from '../http/reply.ts';
import type { Call, Route } from '../http/router.ts';
import type { EndpointRow, MessageRow } from '../state/rows.ts';
import type { StoreState } from '../state/store.ts';
import { createEndpoint, ENDPOINT_CHANGES, endpointView, NEW_ENDPOINT, newSecret, rotateSecret } from './endpoints.ts';
import type { WebhookSender } from './sender.ts';

/** Endpoint management: an assumption of ours, for no public source shows one. */
export function webhookRoutes(state: StoreState, sender: WebhookSender): Route[] {
  const route = (verb: Route['verb'], path: string, handle: (call: Call) => Reply): Route => ({
    verb,
    path: `/webhooks/${path}`,
    effect: verb === 'GET' ? 'read' : 'write',
    access: { permission: 'Webhooks.Endpoint.Manage' },
    surfaces: ['full', 'admin'],
    assumed: true,
    handle,
  });
  const withEndpoint = (work: (endpoint: EndpointRow, call: Call) => Reply) => (call: Call) => {
    const endpoint = state.endpoints.get(idOf(call.parameters[0]));
    return endpoint ? work(endpoint, call) : missing('endpoint');
  };
  const withMessage = (work: (message: MessageRow) => Reply) => (call: Call) => {
    const message = state.messages.where('messageId', call.parameters[0])[0];
    return message ? work(message) : missing('message');
  };
  return [
    route('GET', 'endpoints', () => json([...state.endpoints.rows.values()].map(endpointView))),
    route('POST', 'endpoints', ({ body }) =>
      checked(NEW_ENDPOINT, body, (wanted) => {
        const endpoint = createEndpoint(state, wanted);
        return json({ ...endpointView(endpoint), secret: endpoint.secret }, 201);
      }),
    ),
    route(
      'GET',
      'endpoints/{ID}',
      withEndpoint((endpoint) => json(endpointView(endpoint))),
    ),
    route(
      'PATCH',
      'endpoints/{ID}',
      withEndpoint((endpoint, { body }) =>
        checked(ENDPOINT_CHANGES, body, (changes) => {
          state.endpoints.patch(endpoint.ID, { ...(changes as Partial<EndpointRow>), disabledReason: null });
          return json(endpointView(endpoint));
        }),
      ),
    ),
    route(
      'DELETE',
      'endpoints/{ID}',
      withEndpoint((endpoint) => {
        state.endpoints.remove(endpoint.ID);
        return { status: 204, body: '' };
      }),
    ),
    route(
      'POST',
      'endpoints/{ID}/rotate-secret',
      withEndpoint((endpoint) => {
        const secret = newSecret();
        rotateSecret(state, endpoint, secret, Date.now());
        return json({ id: endpoint.ID, secret });
      }),
    ),
    route(
      'POST',
      'endpoints/{ID}/test',
      withEndpoint((endpoint) => {
        const body = JSON.stringify({
          type: 'webhook.test',
          timestamp: new Date().toISOString(),
          data: { store: 'main' },
        });
        return json({ messageId: sender.send(endpoint, 'webhook.test', body).messageId }, 202);
      }),
    ),
    route(
      'POST',
      'endpoints/{ID}/recover',
      withEndpoint((endpoint, { body }) => {
        const since = Date.parse(textMember(body, 'since') ?? '');
        if (Number.isNaN(since)) return json({ message: 'since must be an ISO 8601 time' }, 400);
        const lost = messages(state, endpoint.ID).filter(
          (message) => message.state !== 'delivered' && Date.parse(message.createdAt) >= since,
        );
        for (const message of lost) sender.resend(message);
        return json({ resent: lost.length }, 202);
      }),
    ),
    route('GET', 'messages', ({ query }) => {
      const wanted = textMember(query, 'status');
      const shown = messages(state, undefined).filter((message) => wanted === undefined || message.state === wanted);
      return json(shown.slice(-200).toReversed().map(messageView));
    }),
    route(
      'GET',
      'messages/{ID}',
      withMessage((message) => json({ ...messageView(message), payload: message.payload })),
    ),
    route(
      'POST',
      'messages/{ID}/resend',
      withMessage((message) => {
        sender.resend(message);
        return json({ messageId: message.messageId }, 202);
      }),
    ),
  ];
}

function messages(state: StoreState, endpointId: number | undefined): MessageRow[] {
  const all = [...state.messages.rows.values()];
  return endpointId === undefined ? all : all.filter((message) => message.endpointId === endpointId);
}

function messageView(message: MessageRow): Record<string, unknown> {
  const { messageId, endpointId, type, createdAt, state, attempts } = message;
  return { messageId, endpointId, type, createdAt, status: state, attempts };
}

function missing(what: string): Reply {
  return json({ message: `No such ${what}` }, 404);
}

function checked<T>(schema: z.ZodType<T>, body: unknown, work: (value: T) => Reply): Reply {
  const result = schema.safeParse(body);
  if (result.success) return work(result.data);
  const errors = result.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }));
  return json({ message: 'The request is not valid', errors }, 400);
}
