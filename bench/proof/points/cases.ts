import type { FlowProgram } from '../../../src/core/flow/program.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { type AnyOperation, asAnyOperation, type Call, type CallResult } from '../../../src/core/operation.ts';
import { inventorySaveMany } from '../../../src/connectors/clarity/operations/inventory-save-many.ts';
import { orderSetExternalKey } from '../../../src/connectors/clarity/operations/order-set-external-key.ts';
import { customerEnsure } from '../../../src/connectors/m3/operations/customer-ensure/index.ts';
import { orderCreate } from '../../../src/connectors/m3/operations/order-create/index.ts';
import { paymentSettle } from '../../../src/connectors/m3/operations/payment-settle/index.ts';
import { voucherPost } from '../../../src/connectors/m3/operations/voucher-post/index.ts';
import { FinanceModel } from '../../../src/connectors/m3/simulation/finance-model.ts';
import { M3Model } from '../../../src/connectors/m3/simulation/model.ts';
import type { SimulatedSystem } from '../../../src/connectors/m3/simulation/network.ts';
import { readRequest } from '../../../src/connectors/m3/wire/request.ts';
import { judgeAnswer } from '../../../src/connectors/m3/wire/verdict.ts';
import { bareProgram, callStep, ORDER_PROGRAM, plain } from '../simulation/order-program.ts';
import { SECTION, StoreModel } from '../simulation/store-model.ts';

/** Both systems as one flow sees them, made anew for each run, and what must be true of them at the end. */
export interface Stage {
  readonly answer: (connection: string, call: Call) => CallResult;
  /** What is not as it must be. */
  readonly complaints: () => string[];
}

/** A flow whose writes are interrupted one after the other. */
export interface PointCase {
  readonly name: string;
  readonly program: FlowProgram;
  readonly settings: Readonly<Record<string, JsonObject>>;
  readonly event: JsonObject;
  /** Operations of its own, before the product's. */
  readonly operations?: Readonly<Record<string, AnyOperation>>;
  readonly stage: () => Stage;
}

export const POINT_OPERATIONS: Readonly<Record<string, AnyOperation>> = {
  'customer.ensure': asAnyOperation(customerEnsure),
  'order.create': asAnyOperation(orderCreate),
  'order.set-external-key': asAnyOperation(orderSetExternalKey),
  'inventory.save-many': asAnyOperation(inventorySaveMany),
  'voucher.post': asAnyOperation(voucherPost),
  'payment.settle': asAnyOperation(paymentSettle),
};

const PLACE = { company: '100', division: 'AAA', facility: '001', warehouse: '001', sandbox: true, quietTime: '150s' };
const ORDERS = { ...PLACE, orderType: 'WEB', customerTemplate: 'WEB', orderEntry: 'draft' };
const STORE = { quietTime: '150s', baseUrl: 'https://store.test' };
const CUSTOMER = { storeCustomerId: '7', name: 'Acme', addressLines: ['1 Dock Road'], country: 'US' };
const LINES = ['1', '2', '3', '4', '5'].map((lineNumber) => ({
  lineNumber,
  itemNumber: `ITEM-${Number(lineNumber) % 3}`,
  quantity: lineNumber,
  price: '10.00',
}));
const ORDER = { orderKey: 'WEB-1', lines: LINES, charges: [{ code: 'freight', amount: '1' }] };
const STOCK = ['11', '12', '13'].map((productId) => ({
  productId,
  sku: `SKU-${productId}`,
  sectionKey: SECTION,
  quantity: productId,
}));
const PAID = { store: 'main', paymentId: '5', kind: 'captured', sequence: 1, currency: 'USD', date: '2026-03-02' };
const VOUCHER = [
  { account: '650', side: 'debit', amount: '70.10' },
  { account: '651', side: 'debit', amount: '29.90' },
  { account: '1580', side: 'credit', amount: '100.00' },
];
const INVOICES = ['100', '101'].map((invoiceNumber) => ({
  invoiceNumber,
  invoiceYear: '2026',
  openAmount: '50.00',
  currency: 'USD',
}));

function m3(system: SimulatedSystem): (call: Call) => CallResult {
  return (call) => {
    const request = readRequest(call.request);
    return judgeAnswer({ results: system.run(request, false) }, request, call.effect);
  };
}

const differs = (what: string, seen: Json, wanted: Json): string[] => {
  const [is, must] = [JSON.stringify(seen), JSON.stringify(wanted)];
  return is === must ? [] : [`${what}: ${is} instead of ${must}`];
};

function orderStage(): Stage {
  const [erp, shop] = [new M3Model(), new StoreModel()];
  const inM3 = m3(erp);
  return {
    answer: (connection, call) => (connection === 'm3' ? inM3(call) : shop.answer(call)),
    complaints: () => {
      const lines = [...erp.orders.values()].map((order) =>
        order.lines.map(({ CUPO = '', ITNO = '', ORQT = '' }) => `${CUPO} ${ITNO} ${ORQT}`).toSorted(),
      );
      const wanted = LINES.map(({ lineNumber, itemNumber, quantity }) => `${lineNumber} ${itemNumber} ${quantity}`);
      return [
        ...differs('orders with their lines', lines, [wanted.toSorted()]),
        ...differs(
          'charges',
          [...erp.orders.values()].map(({ charges }) => charges),
          [1],
        ),
        ...differs('customers', erp.customers.size, 1),
        ...differs('number in the store', shop.keys.get('1') ?? null, [...erp.orders.keys()][0] ?? null),
      ];
    },
  };
}

function customerStage(): Stage {
  const erp = new M3Model();
  const inM3 = m3(erp);
  return { answer: (_, call) => inM3(call), complaints: () => differs('customers', erp.customers.size, 1) };
}

function stockStage(): Stage {
  const shop = new StoreModel();
  const wanted = STOCK.map(({ productId, quantity }) => [productId, quantity]);
  return { answer: (_, call) => shop.answer(call), complaints: () => differs('stock', [...shop.stock], wanted) };
}

function paymentStage(): Stage {
  const finance = new FinanceModel();
  const inM3 = m3(finance);
  return {
    answer: (_, call) => inM3(call),
    complaints: () => [
      ...differs(
        'voucher lines',
        finance.vouchers.map(({ rows }) => rows.map(({ CUAM }) => CUAM ?? '')),
        [['70.10', '29.90', '-100.00'].map((amount) => amount.replace('-', ''))],
      ),
      ...differs(
        'payment lines',
        finance.payments.map(({ rows }) => rows.map(({ PYAM }) => PYAM ?? '')),
        [['50.00', '50.00']],
      ),
    ],
  };
}

const given = (value: Json) => plain(() => value);

export const POINT_CASES: readonly PointCase[] = [
  {
    name: 'order',
    program: ORDER_PROGRAM,
    settings: { m3: ORDERS, clarity: STORE },
    event: { storeId: '1', customer: CUSTOMER, order: ORDER },
    stage: orderStage,
  },
  {
    name: 'order, line by line',
    program: ORDER_PROGRAM,
    settings: { m3: { ...ORDERS, lineMode: 'single', customerNumberPrefix: 'W' }, clarity: STORE },
    event: { storeId: '1', customer: CUSTOMER, order: ORDER },
    stage: orderStage,
  },
  {
    name: 'customer',
    program: bareProgram('customer', [callStep('customer', 'm3', 'customer.ensure', given(CUSTOMER))]),
    settings: { m3: ORDERS },
    event: {},
    stage: customerStage,
  },
  {
    name: 'stock',
    program: bareProgram('stock', [callStep('stock', 'clarity', 'inventory.save-many', given({ items: STOCK }))]),
    settings: { clarity: STORE },
    event: {},
    stage: stockStage,
  },
  {
    name: 'payment',
    program: bareProgram('payment', [
      callStep('voucher', 'm3', 'voucher.post', given({ ...PAID, lines: VOUCHER })),
      callStep(
        'settled',
        'm3',
        'payment.settle',
        given({ ...PAID, amount: '100.00', customerNumber: 'C1', invoices: INVOICES }),
      ),
    ]),
    settings: { m3: { ...PLACE, ledgerInterface: 'LB', paymentBatchType: 'WEB', bulkSize: 2 } },
    event: {},
    stage: paymentStage,
  },
];
