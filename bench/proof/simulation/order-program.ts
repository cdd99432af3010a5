import type { Expression, VariableScope } from '../../../src/core/expression/types.ts';
import type { FlowProgram, StepProgram } from '../../../src/core/flow/program.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import type { RuleProgram } from '../../../src/core/mapping/types.ts';
import { RETRY_RULES } from '../../../src/core/run/retry-rules.ts';

/**
 * The bones of the flow that takes web orders to M3: customer, order, number told to the store. Its mappings are plain
 * functions, for what is proven here is not what fields come out but that each effect comes once.
 */
const rule = (value: (variables: VariableScope) => Json): RuleProgram => ({
  apply: ({ variables }) => ({ value: value(variables), problems: [], warnings: [] }),
});

const member = (value: Json | undefined, name: string): Json => (value as JsonObject | undefined)?.[name] ?? null;

const step = (id: string, connection: string, operation: string, input: RuleProgram): StepProgram => ({
  id,
  verb: 'call',
  connection,
  operation,
  input,
  retry: RETRY_RULES.network,
  catches: [],
});

const STEPS: readonly StepProgram[] = [
  step(
    'customer',
    'm3',
    'customer.ensure',
    rule(({ event }) => member(event, 'customer')),
  ),
  step(
    'order',
    'm3',
    'order.create',
    rule(({ event, customer }) => ({
      ...(member(event, 'order') as JsonObject),
      customerNumber: member(customer, 'customerNumber'),
    })),
  ),
  step(
    'told',
    'clarity',
    'order.set-external-key',
    rule(({ event, order }) => ({ id: member(event, 'storeId'), key: member(order, 'orderNumber') })),
  ),
];

const nothing: Expression = { source: '', roots: [], evaluate: () => ({ ok: true, value: undefined }) };

export const ORDER_PROGRAM: FlowProgram = {
  name: 'order',
  title: 'Order',
  flow: {
    version: 1,
    flow: 'order',
    title: 'Order',
    connections: ['m3', 'clarity'],
    trigger: { event: 'clarity.order.created', dedupe: '' },
    steps: [],
  },
  trigger: { events: ['clarity.order.created'], dedupe: nothing },
  settings: {},
  facts: new Map(),
  steps: STEPS,
  crosswalks: {},
};
