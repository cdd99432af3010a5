import type { CustomerEffect } from './customers.ts';
import type { DeliveryEffect } from './deliveries.ts';
import type { DraftEffect } from './drafts.ts';
import type { FinanceEffect } from './finance.ts';
import type { ItemEffect } from './items.ts';
import type { OrderEffect } from './orders.ts';
import type { PriceEffect } from './prices.ts';
import type { UsageEffect } from './usage.ts';
import type { World } from './world.ts';

/** One row as M3 gives and takes it: field name → text. */
export type MiRecord = Record<string, string>;

/** Everything that can happen in the sandbox. State changes in no other way, so the log of effects rebuilds it. */
export type Effect =
  | DraftEffect
  | OrderEffect
  | DeliveryEffect
  | CustomerEffect
  | ItemEffect
  | FinanceEffect
  | PriceEffect
  | UsageEffect;

/** When an effect took place, in milliseconds since 1970 by the sandbox clock. */
interface Stamp {
  at: number;
}

export type StampedEffect = Effect & Stamp;

/** How each kind of effect changes the world. Reducers never refuse: the decision was taken before. */
export type Reducers<E extends { kind: string }> = {
  [K in E['kind']]: (world: World, effect: Extract<E, { kind: K }> & Stamp) => void;
};
