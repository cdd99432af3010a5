import type { Expression } from '../src/core/expression/types.ts';
import type { FlowProgram, StepProgram } from '../src/core/flow/program.ts';
import type { Json, JsonObject } from '../src/core/json.ts';
import type { AnyOperation } from '../src/core/operation.ts';
import { RETRY_RULES } from '../src/core/run/retry-rules.ts';
import type { Meter } from '../src/engine/ports.ts';
import { Programs } from '../src/engine/programs.ts';

/** Programs, operations and deployments made by hand, for tests of the engine in which each line is in sight. */

const constant = (value: Json): Expression => ({
  source: 'constant',
  roots: [],
  evaluate: () => ({ ok: true, value }),
});

/** A meter that nobody reads. */
export const quietMeter: Meter = {
  callEnded: () => undefined,
  runEnded: () => undefined,
  eventTaken: () => undefined,
  leaseLost: () => undefined,
};

/** A step that calls an operation of M3. */
export const callStep = (
  id: string,
  operation: string,
  input: JsonObject = {},
): Extract<StepProgram, { verb: 'call' }> => ({
  id,
  verb: 'call',
  connection: 'm3',
  operation,
  input: { apply: () => ({ value: input, problems: [], warnings: [] }) },
  retry: RETRY_RULES.network,
  catches: [],
});

/** A flow of these steps that the event `x.y` starts. */
export const programOf = (name: string, steps: readonly StepProgram[]): FlowProgram => ({
  name,
  title: name,
  flow: {
    version: 1,
    flow: name,
    title: name,
    connections: ['m3'],
    trigger: { event: 'x.y', dedupe: '' },
    steps: [],
  },
  trigger: { events: ['x.y'], dedupe: constant('k') },
  settings: {},
  facts: new Map(),
  steps,
  crosswalks: {},
});

/** The only program that is deployed, by this id. */
export function deployed(id: string, program: FlowProgram, bindings: Readonly<Record<string, string>> = {}): Programs {
  const deployment = {
    id,
    tenant: 't',
    flow: program.name,
    version: 1,
    bindings,
    settings: {},
    active: true,
    bundle: { flow: program.flow, mappings: {}, crosswalks: {} },
  };
  const store = { load: async () => deployment, listActive: async () => [deployment], revision: async () => 1 };
  return new Programs(store, () => program);
}

/** An operation that writes and can tell whether it did. */
export const writingOperation = (name: string, next: AnyOperation['next']): AnyOperation => ({
  name,
  title: 'Create',
  description: '',
  effect: 'write',
  idempotency: 'check-first',
  input: {},
  output: {},
  sample: { input: {}, output: {} },
  next,
});
