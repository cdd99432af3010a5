import type { Expression, VariableScope } from '../../../src/core/expression/types.ts';
import type { FlowProgram, StepProgram } from '../../../src/core/flow/program.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import type { RuleProgram } from '../../../src/core/mapping/types.ts';
import { RETRY_RULES } from '../../../src/core/run/retry-rules.ts';

const nothing: Expression = { source: '', roots: [], evaluate: () => ({ ok: true, value: undefined }) };

/** A mapping as a plain function: what is proven is not what fields come out but that each effect comes once. */
export const plain = (value: (variables: VariableScope) => Json): RuleProgram => ({
  apply: ({ variables }) => ({ value: value(variables), problems: [], warnings: [] }),
});

/** A member of a variable that is an object; null where there is none. */
export const member = (value: Json | undefined, name: string): Json =>
  (value as JsonObject | undefined)?.[name] ?? null;

/** A step that calls one operation, with the retries of a step that says nothing of its own. */
export const callStep = (id: string, connection: string, operation: string, input: RuleProgram): StepProgram => ({
  id,
  verb: 'call',
  connection,
  operation,
  input,
  retry: RETRY_RULES.network,
  catches: [],
});

/** A flow of steps and nothing else. */
export const bareProgram = (name: string, steps: readonly StepProgram[]): FlowProgram => ({
  name,
  title: name,
  flow: { version: 1, flow: name, title: name, connections: [], trigger: { event: 'x.y', dedupe: '' }, steps: [] },
  trigger: { events: ['x.y'], dedupe: nothing },
  settings: {},
  facts: new Map(),
  steps,
  crosswalks: {},
});

/** The bones of the flow that takes web orders to M3: customer, order, number told to the store. */
export const ORDER_PROGRAM = bareProgram('order', [
  callStep(
    'customer',
    'm3',
    'customer.ensure',
    plain(({ event }) => member(event, 'customer')),
  ),
  callStep(
    'order',
    'm3',
    'order.create',
    plain(({ event, customer }) => ({
      ...(member(event, 'order') as JsonObject),
      customerNumber: member(customer, 'customerNumber'),
    })),
  ),
  callStep(
    'told',
    'clarity',
    'order.set-external-key',
    plain(({ event, order }) => ({ id: member(event, 'storeId'), key: member(order, 'orderNumber') })),
  ),
]);
