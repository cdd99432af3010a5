import type { JsonObject } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { STOCK_GET_SAMPLE } from '../samples/reads.ts';
import type { MiRecord } from '../wire/request.ts';
import { callM3, callsThisRound, failWith, resultsOf } from './history.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';

export interface StockGetInput {
  readonly itemNumber: string;
  /** All warehouses when left out. */
  readonly warehouse?: string;
}

interface StockBalance {
  readonly warehouse: string;
  /** Allocatable on hand less allocated (AV01). Can be below zero. */
  readonly available: string;
  /** On hand less reserved (AV02). */
  readonly availableAfterReservations: string;
  readonly onHand?: string;
  readonly allocated?: string;
  readonly reserved?: string;
  readonly onOrder?: string;
}

export interface StockGetOutput {
  readonly itemNumber: string;
  readonly balances: readonly StockBalance[];
}

const amount = (what: string) => textSchema(what, { format: 'decimal' });

/** Reads what can be sold of an item. */
export const stockGet: Operation<StockGetInput, StockGetOutput, JsonObject> = {
  name: 'stock.get',
  title: 'Read stock of an item',
  description: 'Reads the two availability figures of an item in one warehouse or in all.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema(
    { itemNumber: textSchema('Item number', { minLength: 1 }), warehouse: textSchema('Warehouse; all when left out') },
    ['itemNumber'],
  ),
  output: objectSchema(
    {
      itemNumber: textSchema('Item number'),
      balances: listSchema(
        objectSchema(
          {
            warehouse: textSchema('Warehouse'),
            available: amount('Allocatable on hand less allocated'),
            availableAfterReservations: amount('On hand less reserved'),
            onHand: amount('Approved on hand'),
            allocated: amount('Allocated'),
            reserved: amount('Reserved'),
            onOrder: amount('On order'),
          },
          ['warehouse', 'available', 'availableAfterReservations'],
        ),
      ),
    },
    ['itemNumber', 'balances'],
  ),
  sample: STOCK_GET_SAMPLE,
  next: (view) => {
    const { itemNumber, warehouse } = view.input;
    const last = callsThisRound(view, 'read').at(-1);
    if (!last) return warehouse ? readOne(itemNumber, warehouse) : readEach(itemNumber);
    const result = resultsOf([last])[0];
    if (last.failure || !result) {
      const missing = m3Failure('m3.item-not-found', { record: `item ${itemNumber}`, field: 'itemNumber' });
      return failWith(last.failure?.code === 'm3.item-not-found' ? missing : (last.failure ?? missing));
    }
    return { do: 'done', output: { itemNumber, balances: result.records.map((row) => balanceOf(row, warehouse)) } };
  },
};

function readOne(ITNO: string, WHLO: string) {
  const columns = ['WHLO', 'ITNO', 'AV01', 'AV02', 'STQT', 'ALQT', 'REQT', 'ORQT'];
  const transactions = [{ transaction: 'GetItmWhsBal', record: { WHLO, ITNO }, columns }];
  return callM3('read', 'read', { program: 'MMS200MI', transactions });
}

function readEach(ITNO: string) {
  const transactions = [{ transaction: 'LstWarehBalance', record: { ITNO }, columns: ['WHLO', 'AV01', 'AV02'] }];
  return callM3('read', 'read', { program: 'OIS100MI', transactions, maxRecords: 0 });
}

function balanceOf(row: MiRecord, asked = ''): StockBalance {
  const extra = { onHand: row['STQT'], allocated: row['ALQT'], reserved: row['REQT'], onOrder: row['ORQT'] };
  return {
    warehouse: row['WHLO'] ?? asked,
    available: row['AV01'] || '0',
    availableAfterReservations: row['AV02'] || '0',
    ...Object.fromEntries(Object.entries(extra).filter(([, value]) => value !== undefined)),
  };
}
