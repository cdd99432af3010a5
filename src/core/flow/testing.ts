import type { JsonObject } from '../json.ts';
import type { OperationCatalogue } from './catalogue.ts';
import { compileFlow } from './compile.ts';
import { loadBundle, type SourceFile } from './bundle.ts';
import type { FlowProgram } from './program.ts';

const text = { type: 'string' } as const;
const decimal = { type: 'string', format: 'decimal' } as const;
const record = (properties: JsonObject, required: readonly string[] = Object.keys(properties)): JsonObject => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const ORDER = record(
  {
    id: text,
    number: text,
    guest: { type: 'boolean' },
    total: decimal,
    note: text,
    country: text,
    lines: { type: 'array', items: record({ sku: text, qty: decimal, unit: text }, ['sku', 'qty']) },
  },
  ['id', 'number', 'guest', 'total', 'country', 'lines'],
);

/** A catalogue of two small systems for tests: `shop` and `erp`. */
export const TEST_CATALOGUE: OperationCatalogue = {
  connections: {
    shop: {
      operations: {
        'order.get': { input: record({ id: text }), output: ORDER },
        'order.tell': { input: record({ id: text, status: text }), output: record({ changed: { type: 'boolean' } }) },
      },
      events: { 'shop.order.created': { schema: record({ id: text, account: text }, ['id']) } },
      records: { order: ORDER },
    },
    erp: {
      operations: {
        'order.create': {
          input: record(
            {
              key: text,
              customer: text,
              name: { type: 'string', maxLength: 10 },
              express: { type: 'boolean' },
              country: { type: 'string', enum: ['SE', 'NO'] },
              lines: {
                type: 'array',
                items: record({ item: text, quantity: decimal, unit: text }, ['item', 'quantity']),
              },
            },
            ['key', 'lines'],
          ),
          output: record({ number: text, total: decimal }),
        },
        'line.add': { input: record({ item: text }), output: record({ line: text }) },
        ping: { input: record({}), output: record({}) },
      },
      events: {},
    },
  },
  errorCodes: ['erp.item-not-found', 'erp.rejected', 'shop.gone'],
};

/** The head of a flow file; steps follow. */
export const FLOW_HEAD = `version: 1
flow: test
title: Test
connections: [shop, erp]
trigger: { event: shop.order.created, dedupe: "\${ event.id }" }
settings:
  tolerance: { title: Tolerance, type: number, default: 0.01 }
  mode: { title: Mode, type: choice, choices: [a, b], default: a }
`;

export const READ_ORDER = `steps:
  - id: order
    call: shop.order.get
    with: { id: "\${ event.id }" }
`;

/** Files of one flow: `flow.yaml` from its steps, and others by name. */
export function testFiles(flow: string, others: Readonly<Record<string, string>> = {}): readonly SourceFile[] {
  return [
    { path: 'flows/test/flow.yaml', text: flow },
    ...Object.entries(others).map(([path, content]) => ({ path: `flows/${path}`, text: content })),
  ];
}

/** Compiles a flow of the test catalogue; throws with its problems when there are errors. */
export function testProgram(flow: string, others: Readonly<Record<string, string>> = {}): FlowProgram {
  const loaded = loadBundle(testFiles(flow, others));
  const first = loaded.flows.find(({ file }) => file === 'flows/test/flow.yaml');
  if (first === undefined) throw new Error(JSON.stringify(loaded.problems, null, 1));
  const { program, problems } = compileFlow(first.bundle, TEST_CATALOGUE, first.sources);
  if (program === undefined) throw new Error(JSON.stringify(problems, null, 1));
  return program;
}
