import type { StoreEvent } from '../shop.ts';
import type { StoreState } from '../state/store.ts';
import { messageBody } from './message.ts';
import type { WebhookSender } from './sender.ts';

/**
 * Tells every endpoint that listens for this type. Changes made by the integration's own user are told only to
 * endpoints that asked for them: the first guard against loops.
 */
export function announceTo(state: StoreState, sender: WebhookSender, event: StoreEvent): void {
  let body: string | undefined;
  for (const endpoint of state.endpoints.rows.values()) {
    const listens = endpoint.eventTypes.length === 0 || endpoint.eventTypes.includes(event.type);
    if (endpoint.disabled || !listens || (event.byIntegration && !endpoint.ownChanges)) continue;
    body ??= messageBody(state, event, Date.now());
    sender.send(endpoint, event.type, body);
  }
}
