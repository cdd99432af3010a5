import { Decimal } from 'decimal.js';
import { CATALOGUE_WAREHOUSES } from '../../../kit/sandbox/catalogue.ts';
import { done, doneList, type Handlers } from '../mi/call.ts';
import { messageText, refuse } from '../mi/refusals.ts';
import { dayAfter, dayOf } from '../state/dates.ts';
import { quantityText } from '../state/quantities.ts';
import { ORDER_TYPES } from '../state/reference.ts';
import { afterReservations, allocatable, type Balance, balanceKey } from '../state/stock.ts';
import { customerOf, isRefusal, itemOf, unknownCode } from './checks.ts';
import { breaksLimit } from './credit.ts';

/** OIS100MI and OIS010MI: checks before an order, availability, order types. */
export const orderCheckHandlers: Handlers = {
  'OIS100MI/CheckCredit': ({ sandbox, input }) => {
    const customer = customerOf(sandbox, input['CUNO']);
    if (isRefusal(customer)) return customer;
    const currency = input['CUCD'] ?? customer.fields['CUCD'] ?? 'USD';
    const amount = new Decimal(input['AMNT'] ?? '0');
    return breaksLimit(customer, amount, currency) ? refuse('WCRLM01', 'AMNT', customer.customerNumber) : done();
  },
  'OIS100MI/CheckCustomer': ({ sandbox, input }) => {
    const customer = customerOf(sandbox, input['CUNO']);
    if (isRefusal(customer)) return customer;
    const overLimit = breaksLimit(customer, new Decimal(0), 'USD');
    const message = customer.fields['STAT'] !== '20' ? 'OICUST1' : overLimit ? 'WCRLM01' : '';
    return done({
      MSID: message,
      MSG1: message === '' ? '' : messageText(message, customer.customerNumber),
      SLEL: message === 'OICUST1' ? '40' : message === '' ? '0' : '20',
      CTXT: '0',
      CMSG: '0',
      CCRD: overLimit ? '1' : '0',
    });
  },
  'OIS100MI/LstOrderTypes': () =>
    doneList(Object.entries(ORDER_TYPES).map(([ORTP, TX40]) => ({ ORTP, ORTK: '0', NEXT: '0', TX40 }))),
  'OIS010MI/LstOrderTypes': ({ company, input }) =>
    doneList(
      Object.entries(ORDER_TYPES)
        .filter(([code]) => code >= (input['ORTP'] ?? ''))
        .map(([ORTP, text]) => ({
          CONO: company,
          ORTP,
          ORTK: '0',
          TX40: text,
          TX15: text.slice(0, 15),
          AUBC: '1',
          OT66: '0',
        })),
    ),
  'OIS100MI/LstWarehBalance': ({ sandbox, input }) => {
    const item = itemOf(sandbox, input['ITNO']);
    if (isRefusal(item)) return item;
    const balances = CATALOGUE_WAREHOUSES.flatMap(({ code }) => {
      const balance = sandbox.world.balances.get(balanceKey(item.itemNumber, code));
      return balance ? [balance] : [];
    });
    return doneList(balances.map((balance) => availability(balance, sandbox.now())));
  },
  'OIS100MI/LstNewBalances': ({ sandbox, input, maxRecords }) => {
    const changedSince = Number(input['LMTS'] ?? '0');
    const changed = [...sandbox.world.balances.values()].filter(({ changedAt }) => changedAt >= changedSince);
    return doneList(changed.slice(0, maxRecords).map((balance) => availability(balance, sandbox.now())));
  },
  'OIS100MI/GetATP': ({ sandbox, input }) => {
    const item = itemOf(sandbox, input['ITNO']);
    if (isRefusal(item)) return item;
    const bad = unknownCode(input);
    if (bad) return bad;
    const balance = sandbox.world.balances.get(balanceKey(item.itemNumber, input['WHLO'] ?? ''));
    if (!balance) return refuse('XRE0103', 'WHLO', input['WHLO']);
    const day = input['DWDT'] ?? dayOf(sandbox.now());
    return done({ AVTQ: quantityText(afterReservations(balance)), UNMS: item.fields['UNMS'] ?? '', AVTD: day });
  },
  'OIS100MI/GetOrderPromise': ({ sandbox, input }) => {
    const item = itemOf(sandbox, input['ITNO']);
    if (isRefusal(item)) return item;
    const { ORQT = '0', DWDT = '', WHLO = '001' } = input;
    const balance = sandbox.world.balances.get(balanceKey(item.itemNumber, WHLO));
    const inStock = balance !== undefined && afterReservations(balance) >= Number(ORQT);
    const day = inStock ? DWDT : dayAfter(sandbox.now(), 14);
    return done({ AVTQ: ORQT, UNMS: item.fields['UNMS'] ?? '', AVDT: day });
  },
};

function availability(balance: Balance, now: number): Record<string, string> {
  return {
    WHLO: balance.warehouse,
    ITNO: balance.itemNumber,
    AV01: quantityText(allocatable(balance)),
    AV02: quantityText(afterReservations(balance)),
    LTDT: dayAfter(now, 14),
    PFDT: dayAfter(now, 30),
    LMDT: dayOf(balance.changedAt),
  };
}
