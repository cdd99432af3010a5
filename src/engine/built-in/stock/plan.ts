import type { JsonObject } from '../../../core/json.ts';
import { asAnyOperation, type Operation } from '../../../core/operation.ts';
import type { KeptFigure, PromisedLine, StockReading } from '../../../core/stock/model.ts';
import { planStock } from '../../../core/stock/sellable.ts';
import type { BuiltIn } from '../built-in.ts';
import { amount, answered, KEY, PROMISED_SCHEMA, ROUTE, ROW_SAMPLE, ROWS_SCHEMA, routeOf } from './schemas.ts';

const RULED = {
  type: 'array',
  items: {
    type: 'object',
    required: ['itemNumber', 'warehouse', 'outcome', 'place', 'safety', 'decimals'],
    additionalProperties: false,
    properties: {
      ...KEY,
      outcome: { type: 'string', enum: ['read', 'skipped'] },
      reason: { type: 'string', description: 'Why it was not read' },
      figure: amount('As it was read'),
      readAt: { type: 'string', description: 'When it was read (ISO 8601, UTC)' },
      place: { type: 'string', description: 'Section of the store; empty when nobody has said' },
      safety: amount('What is kept back'),
      decimals: amount('Decimals of the unit; 0 for whole pieces'),
    },
  },
} as const;

const operation: Operation<JsonObject, JsonObject> = {
  name: 'stock.plan',
  title: 'Work out what can be sold',
  description:
    'Figure less what orders on their way take, less safety; never below zero, cut to the decimals of the unit. Readings older than the one remembered give no row; what cannot go to the store is told with its reason; figures that are all zero at once are doubted.',
  effect: 'read',
  idempotency: 'natural',
  input: {
    type: 'object',
    required: ['from', 'to', 'readings', 'promised'],
    additionalProperties: false,
    properties: { ...ROUTE, readings: RULED, promised: PROMISED_SCHEMA },
  },
  output: {
    type: 'object',
    required: ['rows', 'problems', 'newProblems', 'stale', 'doubt'],
    additionalProperties: false,
    properties: {
      rows: ROWS_SCHEMA,
      problems: {
        type: 'array',
        items: {
          type: 'object',
          required: ['itemNumber', 'warehouse', 'reason', 'isNew'],
          additionalProperties: false,
          properties: { ...KEY, reason: { type: 'string' }, isNew: { type: 'boolean' } },
        },
      },
      newProblems: { type: 'integer', description: 'Problems that nobody was told of' },
      stale: { type: 'integer', description: 'Readings older than what is remembered' },
      doubt: { type: 'string', description: 'Why the figures as a whole are not believed; empty when they are' },
    },
  },
  sample: {
    input: {
      from: 'm3',
      to: 'clarity',
      promised: [{ item: 'PUMP-1001', quantity: '2' }],
      readings: [
        {
          itemNumber: 'PUMP-1001',
          warehouse: '001',
          outcome: 'read',
          figure: '480',
          readAt: '2026-01-12T08:00:00.000Z',
          place: '001-MAIN',
          safety: '5',
          decimals: '0',
        },
      ],
    },
    output: {
      rows: [ROW_SAMPLE],
      problems: [],
      newProblems: 0,
      stale: 0,
      doubt: '',
    },
  },
  next: (view) => {
    const { from, to } = view.input;
    const readings = view.input['readings'] as unknown as StockReading[];
    const kept = answered(view)?.['kept'] as unknown as KeptFigure[] | undefined;
    if (!kept) {
      const items = readings.map(({ itemNumber, warehouse }) => ({ itemNumber, warehouse }));
      const request = { from: from ?? '', to: to ?? '', items };
      return { do: 'call', call: { name: 'stock.plan/kept', effect: 'read', request } };
    }
    const ruled = readings.map((reading) => ({ ...reading, decimals: Number(reading.decimals) || 0 }));
    const plan = planStock(ruled, view.input['promised'] as unknown as PromisedLine[], kept);
    const output = { ...plan, newProblems: plan.problems.filter(({ isNew }) => isNew).length };
    return { do: 'done', output: output as unknown as JsonObject };
  },
};

/** From figures to what the store may sell. */
export const stockPlan: BuiltIn = {
  operation: asAnyOperation(operation),
  answers: {
    kept: async (caller, request) => {
      const items = request['items'] as unknown as { itemNumber: string; warehouse: string }[];
      const kept = await caller.ports.stock.kept(routeOf(caller, request), items);
      return { kept: kept.map((figure) => ({ ...figure })) };
    },
  },
};
