import type { SeedSize } from '../../kit/sandbox/catalogue.ts';
import type { StoreState } from './state/store.ts';

/** Something that happened in the store and that a webhook may tell. */
export interface StoreEvent {
  /** Dotted type, for example `order.created`. */
  type: string;
  entity: string;
  id: number;
  /** User name of who did it. */
  actor: string;
  /** The integration's own user did it. */
  byIntegration: boolean;
  /** Names of the members that changed, worked out only when a webhook is sent. */
  changed?: () => readonly string[];
  /** More members of the message's data. */
  extra?: Record<string, unknown>;
}

/** What the parts of the sandbox share: its state and the two ways in which it tells people of a change. */
export interface Shop {
  state: StoreState;
  /** How much of the common goods and customers the store was started with. */
  readonly size: SeedSize;
  announce(event: StoreEvent): void;
  /** Queues an e-mail to the shopper of an order. */
  mail(orderId: number, template: string): void;
}

/** Who does something in the store, for histories and messages. */
export interface Actor {
  userName: string;
  integration: boolean;
}
