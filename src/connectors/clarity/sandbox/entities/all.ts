import { CUSTOMER_ENTITIES } from './customers.ts';
import type { EntityDefinition } from './definition.ts';
import { FULFILMENT_ENTITIES } from './fulfilment.ts';
import { GOODS_ENTITIES } from './goods.ts';
import { ORDER_ENTITIES } from './orders.ts';
import { PLACE_ENTITIES } from './places.ts';

/** Every kind of record the sandbox store keeps. */
export const ENTITIES: readonly EntityDefinition[] = [
  ...CUSTOMER_ENTITIES,
  ...GOODS_ENTITIES,
  ...ORDER_ENTITIES,
  ...FULFILMENT_ENTITIES,
  ...PLACE_ENTITIES,
];

const BY_NAME = new Map(ENTITIES.map((definition) => [definition.name, definition]));

/** The definition of an entity by its singular name. Throws when the name is not one of {@link ENTITIES}. */
export function entityNamed(name: string): EntityDefinition {
  const definition = BY_NAME.get(name);
  if (!definition) throw new Error(`the sandbox store has no entity ${name}`);
  return definition;
}
