import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { EndpointRow } from '../state/rows.ts';
import type { StoreState } from '../state/store.ts';

const SECRET_BYTES = 32;
const OLD_SECRET_LIVES_MS = 24 * 3_600_000;

/** What an integration hears of unless it asks for more: the life of orders, and what comes back. */
const DEFAULT_EVENT_TYPES = [
  'order.created',
  'order.updated',
  'order.status_changed',
  'order.cancelled',
  'return.created',
  'return.status_changed',
];

const URL_SCHEMA = z.url({ protocol: /^https?$/, error: 'url must be an http or https address' });
const SECRET_SCHEMA = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'secret must be whsec_ and the base64 of 24 to 64 bytes')
  .refine((secret) => secretLength(secret) >= 24 && secretLength(secret) <= 64, {
    error: 'secret must be whsec_ and the base64 of 24 to 64 bytes',
  });

/** What a caller may set about an endpoint. */
export const ENDPOINT_CHANGES = z.strictObject({
  url: URL_SCHEMA.optional(),
  secret: SECRET_SCHEMA.optional(),
  eventTypes: z.array(z.string()).optional(),
  description: z.string().max(500).optional(),
  disabled: z.boolean().optional(),
  /** Also tell about what the integration's own user changed. */
  ownChanges: z.boolean().optional(),
});

export const NEW_ENDPOINT = ENDPOINT_CHANGES.extend({ url: URL_SCHEMA });

export type NewEndpoint = z.infer<typeof NEW_ENDPOINT>;

export function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

export function createEndpoint(state: StoreState, wanted: NewEndpoint): EndpointRow {
  return state.endpoints.put({
    ID: state.endpoints.takeId(),
    url: wanted.url,
    secret: wanted.secret ?? newSecret(),
    previousSecret: null,
    previousUntil: null,
    eventTypes: wanted.eventTypes ?? DEFAULT_EVENT_TYPES,
    description: wanted.description ?? '',
    disabled: wanted.disabled ?? false,
    disabledReason: null,
    ownChanges: wanted.ownChanges ?? false,
    createdAt: new Date().toISOString(),
  });
}

/**
 * Makes the wanted endpoint the only one. One that is there already under its address stays, with the messages that
 * still wait for it: a receiver that starts again and says once more where it is must not lose them.
 */
export function onlyEndpoint(state: StoreState, wanted: NewEndpoint): EndpointRow {
  const known = [...state.endpoints.rows.values()];
  const same = known.find((endpoint) => endpoint.url === wanted.url);
  for (const endpoint of known) if (endpoint !== same) state.endpoints.remove(endpoint.ID);
  if (!same) return createEndpoint(state, wanted);
  state.endpoints.patch(same.ID, {
    secret: wanted.secret ?? same.secret,
    eventTypes: wanted.eventTypes ?? same.eventTypes,
    ownChanges: wanted.ownChanges ?? same.ownChanges,
    disabled: wanted.disabled ?? false,
    disabledReason: null,
  });
  return state.endpoints.get(same.ID) ?? same;
}

/** Gives the endpoint a new secret; messages are signed with both for 24 hours. */
export function rotateSecret(state: StoreState, endpoint: EndpointRow, secret: string, nowMs: number): void {
  state.endpoints.patch(endpoint.ID, {
    secret,
    previousSecret: endpoint.secret,
    previousUntil: nowMs + OLD_SECRET_LIVES_MS,
  });
}

/** The secrets a message is signed with now. */
export function liveSecrets(endpoint: EndpointRow, nowMs: number): string[] {
  const { secret, previousSecret, previousUntil } = endpoint;
  return previousSecret !== null && (previousUntil ?? 0) > nowMs ? [secret, previousSecret] : [secret];
}

/** An endpoint as its owner sees it: without secrets. */
export function endpointView(endpoint: EndpointRow): Record<string, unknown> {
  const { ID, url, eventTypes, description, disabled, disabledReason, ownChanges, createdAt } = endpoint;
  return { id: ID, url, eventTypes, description, disabled, disabledReason, ownChanges, createdAt };
}

function secretLength(secret: string): number {
  return Buffer.from(secret.slice('whsec_'.length), 'base64').length;
}
