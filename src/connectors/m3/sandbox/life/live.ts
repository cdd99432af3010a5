import { Life, type LifeLine, nextWish } from '../../../kit/sandbox/life.ts';
import { changeCustomer } from '../control/change-customer.ts';
import { changePrices } from '../control/change-price.ts';
import { changeItem, changeOrder, countStock } from '../control/changes.ts';
import { defaultControls } from '../mi/controls.ts';
import { dispatch } from '../mi/dispatch.ts';
import type { Sandbox } from '../sandbox.ts';
import type { MiRecord } from '../state/effects.ts';
import { isStopped } from '../state/orders.ts';
import { STAGES } from '../state/quantities.ts';
import { balanceKey } from '../state/stock.ts';
import type { World } from '../state/world.ts';
import { type Company, type CompanyWish, companyActs } from './plan.ts';

/** Customers that every trade can be done with; the special ones stand for situations that tests want. */
const TRADES = /^(C\d{6}|W\d+|WEB\d{6})$/;
/** Type of orders that a sales person enters. */
const OWN_ORDERS = 'STD';

/** People who work in M3: sales, warehouse, accounting, master data. They use the same doors as tests and pages do. */
export function lifeOf(sandbox: Sandbox): Life {
  return new Life((random): Omit<LifeLine, 'at'> | undefined => {
    const next = nextWish(random, companyActs(companyOf(sandbox.world)));
    if (!next) return undefined;
    const fault = fulfil(sandbox, next.wish);
    return { act: next.act, record: recordOf(next.wish), ...(fault === undefined ? {} : { refused: fault }) };
  });
}

/** The company as its people see it. */
function companyOf(world: World): Company {
  return {
    items: [...world.items.values()]
      .filter(({ itemNumber }) => /^[A-Z]+-\d/.test(itemNumber))
      .map(({ itemNumber, fields }) => ({
        itemNumber,
        name: fields['ITDS'] ?? '',
        price: fields['SAPR'] ?? '0',
        status: fields['STAT'] ?? '',
        weight: fields['GRWE'] ?? '1',
      })),
    warehouses: [...new Set([...world.balances.values()].map(({ warehouse }) => warehouse))].sort(),
    customers: [...world.customers.values()]
      .filter(({ customerNumber, fields }) => TRADES.test(customerNumber) && fields['STAT'] === '20')
      .map(({ customerNumber, fields }) => ({ customerNumber, name: fields['CUNM'] ?? '' })),
    orders: [...world.orders.values()]
      .filter(({ stop, locked }) => !isStopped(stop) && !locked)
      .map(({ orderNumber, lines }) => ({
        orderNumber,
        lines: lines.flatMap(({ number, stages }) =>
          STAGES.some(({ stage, next }) => next !== undefined && stages[stage] > 0) ? [number] : [],
        ),
      }))
      .filter(({ lines }) => lines.length > 0),
  };
}

function fulfil(sandbox: Sandbox, wish: CompanyWish): string | undefined {
  switch (wish.do) {
    case 'sell':
      return sell(sandbox, wish);
    case 'receive': {
      const { itemNumber, warehouse, quantity } = wish;
      const before = sandbox.world.balances.get(balanceKey(itemNumber, warehouse))?.onHand;
      if (before === undefined) return `item ${itemNumber} is not kept in warehouse ${warehouse}`;
      return countStock(sandbox, { counts: [{ itemNumber, warehouse, onHand: before + quantity }] });
    }
    case 'advance': {
      const { orderNumber, line, quantity, to } = wish;
      return changeOrder(sandbox, orderNumber, 'advance', {
        ...(line === undefined ? {} : { lines: [line] }),
        ...(quantity === undefined ? {} : { quantity }),
        ...(to === undefined ? {} : { to }),
      });
    }
    case 'price':
      return changePrices(sandbox, { rows: [{ itemNumber: wish.itemNumber, price: wish.price }] });
    case 'edit-item':
      return changeItem(sandbox, { itemNumber: wish.itemNumber, fields: wish.fields });
    case 'edit-customer':
      return changeCustomer(sandbox, { customerNumber: wish.customerNumber, fields: wish.fields });
  }
}

/** Enters an order as the order entry of M3 does: head, then lines. */
function sell(sandbox: Sandbox, { customerNumber, lines }: CompanyWish & { do: 'sell' }): string | undefined {
  const reference = `TEL-${sandbox.world.series.order + 1}`;
  const head = run(sandbox, 'AddOrderHead', { CUNO: customerNumber, ORTP: OWN_ORDERS, FACI: '001', CUOR: reference });
  if (typeof head === 'string') return head;
  for (const { itemNumber, quantity } of lines) {
    const line = { ORNO: head['ORNO'] ?? '', ITNO: itemNumber, ORQT: String(quantity), IGWA: '1' };
    const added = run(sandbox, 'AddOrderLine', line);
    if (typeof added === 'string') return added;
  }
  return undefined;
}

function run(sandbox: Sandbox, transaction: string, input: MiRecord): MiRecord | string {
  const request = { program: 'OIS100MI', transaction, input, controls: defaultControls(), lateMs: 0 };
  const outcome = dispatch(sandbox, request);
  return outcome.kind === 'done' ? (outcome.records[0] ?? {}) : outcome.message;
}

function recordOf(wish: CompanyWish): string {
  if (wish.do === 'sell' || wish.do === 'edit-customer') return wish.customerNumber;
  return wish.do === 'advance' ? wish.orderNumber : wish.itemNumber;
}
