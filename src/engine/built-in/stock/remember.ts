import type { JsonObject } from '../../../core/json.ts';
import { asAnyOperation, type Operation } from '../../../core/operation.ts';
import type { SellableRow } from '../../../core/stock/model.ts';
import type { StockMark } from '../../stock-ports.ts';
import type { BuiltIn } from '../built-in.ts';
import { answered, KEY, ROUTE, ROW_SAMPLE, ROWS_SCHEMA, routeOf } from './schemas.ts';

interface Saved {
  readonly sku: string;
  readonly sectionKey: string;
  readonly outcome: 'saved' | 'unchanged' | 'skipped' | 'refused';
  readonly productId?: string;
  readonly reason?: string;
}

interface Problem {
  readonly itemNumber: string;
  readonly warehouse: string;
  readonly reason: string;
}

const operation: Operation<JsonObject, JsonObject> = {
  name: 'stock.remember',
  title: 'Remember what the store has now',
  description:
    'Keeps each figure as it was read, what was made of it and what became of its row, so that no older reading overwrites it and its age can be shown. Tells which rows the store did not take for a reason nobody knew of.',
  effect: 'write',
  idempotency: 'natural',
  input: {
    type: 'object',
    required: ['from', 'to', 'rows'],
    additionalProperties: false,
    properties: {
      ...ROUTE,
      rows: ROWS_SCHEMA,
      saved: {
        type: 'array',
        description: 'What the store answered, one for each row; left out when it was not asked',
        items: {
          type: 'object',
          required: ['sku', 'sectionKey', 'outcome'],
          properties: {
            sku: { type: 'string' },
            sectionKey: { type: 'string' },
            quantity: { type: 'string' },
            productId: { type: 'string' },
            outcome: { type: 'string', enum: ['saved', 'unchanged', 'skipped', 'refused'] },
            reason: { type: 'string' },
          },
        },
      },
      problems: {
        type: 'array',
        description: 'What was kept from the store before',
        items: {
          type: 'object',
          required: ['itemNumber', 'warehouse', 'reason'],
          properties: { ...KEY, reason: { type: 'string' }, isNew: { type: 'boolean' } },
        },
      },
    },
  },
  output: {
    type: 'object',
    required: ['remembered', 'newProblems'],
    additionalProperties: false,
    properties: {
      remembered: { type: 'integer' },
      newProblems: { type: 'array', items: { type: 'string' }, description: 'Reasons nobody was told of' },
    },
  },
  sample: {
    input: {
      from: 'm3',
      to: 'clarity',
      rows: [ROW_SAMPLE],
      saved: [{ sku: 'PUMP-1001', sectionKey: '001-MAIN', outcome: 'saved', productId: '12' }],
    },
    output: { remembered: 1, newProblems: [] },
  },
  next: (view) => {
    const marks = marksOf(view.input);
    const reply = answered(view);
    if (reply) return { do: 'done', output: { remembered: marks.length, newProblems: reply['newProblems'] ?? [] } };
    const { from, to } = view.input;
    const request = { from: from ?? '', to: to ?? '', marks: marks as unknown as JsonObject[] };
    return { do: 'call', call: { name: 'stock.remember/write', effect: 'write', request } };
  },
};

function marksOf(input: JsonObject): StockMark[] {
  const rows = (input['rows'] ?? []) as unknown as SellableRow[];
  const saved = (input['saved'] ?? []) as unknown as Saved[];
  const problems = (input['problems'] ?? []) as unknown as Problem[];
  const results = new Map(saved.map((each) => [JSON.stringify([each.sku, each.sectionKey]), each]));
  return [
    ...rows.map((row): StockMark => {
      const { itemNumber, warehouse, figure, readAt, promised, safety, sectionKey, quantity } = row;
      const result = results.get(JSON.stringify([row.sku, sectionKey]));
      const taken = result?.outcome === 'saved' || result?.outcome === 'unchanged';
      const productId = taken ? (result.productId ?? row.productId) : undefined;
      return {
        ...{ itemNumber, warehouse, figure, readAt, promised, safety, sectionKey },
        ...(taken ? { quantity } : {}),
        ...(productId === undefined ? {} : { productId }),
        ...(result?.reason === undefined ? {} : { problem: result.reason }),
      };
    }),
    ...problems.map(({ itemNumber, warehouse, reason }): StockMark => ({ itemNumber, warehouse, problem: reason })),
  ];
}

/** The memory of what went out. */
export const stockRemember: BuiltIn = {
  operation: asAnyOperation(operation),
  answers: {
    write: async (caller, request) => {
      const route = routeOf(caller, request);
      const marks = (request['marks'] ?? []) as unknown as StockMark[];
      const before = await caller.ports.stock.kept(route, marks);
      const known = new Map(before.map((figure) => [`${figure.itemNumber}@${figure.warehouse}`, figure.problem]));
      await caller.ports.stock.remember(route, marks);
      const fresh = marks.filter(
        ({ itemNumber, warehouse, problem }) =>
          problem !== undefined && known.get(`${itemNumber}@${warehouse}`) !== problem,
      );
      return {
        newProblems: fresh.map(
          ({ itemNumber, warehouse, problem }) => `${itemNumber} in ${warehouse}: ${problem ?? ''}`,
        ),
      };
    },
  },
};
