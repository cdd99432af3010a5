import type { JsonObject, JsonSchema } from '../../../core/json.ts';
import type { OperationView } from '../../../core/operation.ts';
import type { BuiltInCaller } from '../built-in.ts';
import type { StockRoute } from '../../stock-ports.ts';

const text = (description: string): JsonSchema => ({ type: 'string', description });
export const amount = (description: string): JsonSchema => ({ type: 'string', format: 'decimal', description });

export const KEY = { itemNumber: text('Item number'), warehouse: text('Warehouse') } as const;

/** The flow's names of both connections. */
export const ROUTE = {
  from: text('Connection that counts the stock'),
  to: text('Connection of the store'),
} as const;

export const PROMISED_SCHEMA: JsonSchema = {
  type: 'array',
  items: {
    type: 'object',
    required: ['item', 'quantity'],
    additionalProperties: false,
    properties: {
      item: text('Item number'),
      warehouse: text('Warehouse; any when left out'),
      quantity: amount('Quantity'),
    },
  },
};

export const READINGS_SCHEMA: JsonSchema = {
  type: 'array',
  items: {
    type: 'object',
    required: ['itemNumber', 'warehouse', 'outcome'],
    additionalProperties: false,
    properties: {
      ...KEY,
      outcome: { type: 'string', enum: ['read', 'skipped'] },
      reason: text('Why it was not read'),
      figure: amount('As it was read'),
      unit: text('Basic unit'),
      readAt: text('When it was read (ISO 8601, UTC)'),
    },
  },
};

/** Rows for the store. */
export const ROWS_SCHEMA: JsonSchema = {
  type: 'array',
  items: {
    type: 'object',
    required: ['sku', 'itemNumber', 'warehouse', 'sectionKey', 'quantity', 'figure', 'promised', 'safety', 'readAt'],
    additionalProperties: false,
    properties: {
      sku: text('SKU'),
      ...KEY,
      sectionKey: text('Where the store keeps it'),
      quantity: amount('What can be sold'),
      figure: amount('As it was read'),
      promised: amount('Taken by orders on their way'),
      safety: amount('Kept back'),
      readAt: text('When it was read (ISO 8601, UTC)'),
      productId: text('Id of the product in the store, where it is known'),
    },
  },
};

/** One such row, for samples. */
export const ROW_SAMPLE = {
  sku: 'PUMP-1001',
  itemNumber: 'PUMP-1001',
  warehouse: '001',
  sectionKey: '001-MAIN',
  quantity: '473',
  figure: '480',
  promised: '2',
  safety: '5',
  readAt: '2026-01-12T08:00:00.000Z',
} as const;

/** The answer of an operation that makes one call, when it has come in this round. */
export function answered(view: Pick<OperationView, 'calls' | 'round'>): JsonObject | undefined {
  const call = view.calls.findLast(({ round, outcome }) => round === view.round && outcome === 'applied');
  return call?.reply as JsonObject | undefined;
}

/** The real connections of a request. */
export function routeOf({ tenant, bindings }: BuiltInCaller, { from, to }: JsonObject): StockRoute {
  const bound = (name: unknown): string => (typeof name === 'string' ? (bindings[name] ?? name) : '');
  return { tenant, source: bound(from), target: bound(to) };
}
