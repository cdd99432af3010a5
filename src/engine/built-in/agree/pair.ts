import type { JsonObject, JsonSchema } from '../../../core/json.ts';
import type { NewLink, OperationView } from '../../../core/operation.ts';
import type { Pair } from '../../shadow-ports.ts';
import type { BuiltInCaller } from '../built-in.ts';

const M3 = 'm3';
const STORE = 'clarity';

/** Schema of the fields that say which pair of records is meant. */
export const PAIR_PROPERTIES: Readonly<Record<string, JsonSchema>> = {
  kind: { type: 'string', description: 'What is linked: customer, product' },
  m3Id: { type: 'string', description: 'Id in M3' },
  storeId: { type: 'string', description: 'Id in the store' },
  m3Connection: { type: 'string', description: 'The flow’s name of the M3 connection; m3 unless said' },
  storeConnection: { type: 'string', description: 'The flow’s name of the store’s connection; clarity unless said' },
};
export const PAIR_REQUIRED = ['kind', 'm3Id', 'storeId'] as const;

/** The pair of an input, as it travels in the request of a call. */
export function pairRequest(input: JsonObject): JsonObject {
  return {
    kind: text(input['kind']),
    m3: text(input['m3Connection']) || M3,
    m3Id: text(input['m3Id']),
    store: text(input['storeConnection']) || STORE,
    storeId: text(input['storeId']),
  };
}

/** The pair of a call's request, by the names of the real connections. */
export function pairOf({ tenant, bindings }: BuiltInCaller, request: JsonObject): Pair {
  const bound = (name: string): string => bindings[name] ?? name;
  return {
    tenant,
    kind: text(request['kind']),
    m3: { system: bound(text(request['m3'])), id: text(request['m3Id']) },
    store: { system: bound(text(request['store'])), id: text(request['storeId']) },
  };
}

/** The link between the two records; the store stands left, as wherever links are made. */
export function linkOfPair(request: JsonObject): NewLink {
  return {
    kind: text(request['kind']),
    left: { system: text(request['store']), id: text(request['storeId']) },
    right: { system: text(request['m3']), id: text(request['m3Id']) },
  };
}

/** The run a step belongs to. */
export function runOf({ stepKey }: Pick<OperationView, 'stepKey'>): string {
  return stepKey.slice(0, stepKey.indexOf('/'));
}

export function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
