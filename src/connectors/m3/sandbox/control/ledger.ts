import type { Charge } from '../state/drafts.ts';
import type { MiRecord } from '../state/effects.ts';
import { financeOf } from './finance.ts';
import { headStatus, lineStatus } from '../state/quantities.ts';
import type { World } from '../state/world.ts';

interface LedgerLine {
  lineNumber: number;
  /** CUPO. */
  customerLine: string;
  itemNumber: string;
  /** In the item's basic unit. */
  quantity: string;
  price: string;
}

/** What stands in M3, told apart from the replies: the truth that tests compare with. */
export function ledgerOf(world: World): unknown {
  return {
    orders: [...world.orders.values()].map((order) => ({
      orderNumber: order.orderNumber,
      temporaryNumber: order.temporaryNumber,
      ...headOf(order.head),
      customer: order.customer,
      status: headStatus(order.lines).lowest,
      stop: order.stop,
      lines: order.lines.map((line) => ({ ...lineOf(line), status: lineStatus(line.stages) })),
      charges: order.charges.map(chargeOf),
      createdAt: new Date(order.createdAt).toISOString(),
    })),
    drafts: [...world.drafts.values()].map((draft) => ({
      temporaryNumber: draft.temporaryNumber,
      orderNumber: draft.orderNumber || null,
      ...headOf(draft.head),
      customer: draft.customer,
      status: draft.status,
      confirming: draft.runningJobs.length,
      lines: draft.lines.map(lineOf),
      charges: draft.charges.map(chargeOf),
      createdAt: new Date(draft.createdAt).toISOString(),
    })),
    customers: customersOf(world),
    finance: financeOf(world),
    removed: world.removed,
    calls: Object.fromEntries(world.usage.calls),
    tokens: world.usage.tokens,
  };
}

/** All customers with every change of them. */
export function customersOf(world: World): unknown[] {
  return [...world.customers.values()].map(({ customerNumber, fields, createdAt, changeNumber, writes }) => ({
    customerNumber,
    name: fields['CUNM'] ?? '',
    status: fields['STAT'] ?? '',
    searchKey: fields['ALCU'] ?? '',
    email: fields['MAIL'] ?? '',
    phone: fields['PHNO'] ?? '',
    vatNumber: fields['VRNO'] ?? '',
    creditLimit: fields['CRLM'] ?? '',
    street: fields['CUA1'] ?? '',
    city: fields['TOWN'] ?? '',
    postalCode: fields['PONO'] ?? '',
    country: fields['CSCD'] ?? '',
    // Times it was changed after it was made.
    changes: changeNumber - 1,
    writes,
    createdAt: new Date(createdAt).toISOString(),
  }));
}

function headOf(head: MiRecord): Record<string, string> {
  return {
    customerOrderNumber: head['CUOR'] ?? '',
    orderReference: head['OREF'] ?? '',
    customerReference: head['YREF'] ?? '',
    orderType: head['ORTP'] ?? '',
    currency: head['CUCD'] ?? '',
  };
}

function lineOf({ number, fields }: { number: number; fields: MiRecord }): LedgerLine {
  return {
    lineNumber: number,
    customerLine: fields['CUPO'] ?? '',
    itemNumber: fields['ITNO'] ?? '',
    quantity: fields['ORQT'] ?? '',
    price: fields['SAPR'] ?? '',
  };
}

function chargeOf({ id, amount, text }: Charge): Charge {
  return { id, amount, text };
}
