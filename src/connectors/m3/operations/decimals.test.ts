import { expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { m3Connector } from '../connector.ts';

/** Names of fields that hold an amount, a quantity, a price or a weight, wherever they stand. */
const AMOUNTS =
  /^(?:amount|quantity|price|total|netTotal|taxAmount|openAmount|remaining|ordered|confirmed|allocated|picked|delivered|invoiced|backOrdered|available\w*|onHand|reserved|onOrder|creditLimit|outstanding|discountAmount|discountPercent|netWeight|grossWeight|volume|perQuantity|figure)$/;
/** An empty text takes the limit away, so it is no decimal. */
const LOOSE = ['customer.update input.creditLimit', 'customer.update input.was.creditLimit'];

function* amountsOf(schema: JsonObject, path: string): Iterable<readonly [path: string, schema: JsonObject]> {
  const { properties = {}, items } = schema as { properties?: Record<string, JsonObject>; items?: JsonObject };
  for (const [name, each] of Object.entries(properties)) {
    if (each['type'] === 'string' && AMOUNTS.test(name)) yield [`${path}.${name}`, each];
    yield* amountsOf(each, `${path}.${name}`);
  }
  if (items) yield* amountsOf(items, path);
}

it('says of every amount that it is a decimal, so that expressions calculate with it', () => {
  const found = Object.values(m3Connector.operations).flatMap(({ name, input, output }) => [
    ...amountsOf(input, `${name} input`),
    ...amountsOf(output, `${name} output`),
  ]);
  expect(found.length).toBeGreaterThan(40);
  const loose = found.filter(([, schema]) => schema['format'] !== 'decimal').map(([path]) => path);
  expect(loose).toEqual(LOOSE);
});
