import { Decimal } from '../../../core/decimal.ts';
import type { JsonSchema } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { clarityFailure, type ClarityErrorCode } from '../errors.ts';
import type { Account } from '../model/account.ts';
import { ORDER, type Order } from '../model/order.ts';
import type { OrderReply } from '../model/request.ts';
import { flag, type Infer, optional, record, text } from '../model/shape.ts';
import { findTotalFaults } from '../model/totals.ts';
import { ORDER_SAMPLE } from '../samples/order.ts';
import type { ClaritySettings } from '../setup/settings.ts';
import { fail, lastReading, maskWarnings, read, settingsOf } from './view.ts';

const INPUT = record('Which order', {
  id: text('Id of the order in the store (web order number)'),
  alsoVoid: optional(flag('Give an order that is void too')),
});
type Input = Infer<typeof INPUT>;

/** Parts of a group are placed together with their master; they are looked for this long around it. */
const GROUP_SPAN_MS = 3_600_000;

/** Reads an order in full and says why one that is not to be exported is none. */
export const orderGet: Operation<Input, Order> = {
  name: 'order.get',
  title: 'Read an order',
  description:
    'Reads an order with its lines and addresses. Fails with a reason for orders that are not to be exported: inactive, void, without lines, master or part of a group.',
  effect: 'read',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: ORDER.schema as JsonSchema,
  sample: { input: { id: ORDER_SAMPLE.id }, output: ORDER_SAMPLE },
  next: nextAction,
  promises: ({ lines }) =>
    lines.flatMap(({ type, sku, quantity, warehouseKey }) =>
      type === 'item' && sku && new Decimal(quantity).greaterThan(0)
        ? [{ item: sku, quantity, ...(warehouseKey ? { warehouse: warehouseKey } : {}) }]
        : [],
    ),
};

function nextAction(view: OperationView<Input>): OperationAction<Order> {
  const settings = settingsOf(view);
  const { id } = view.input;
  const reading = lastReading<'order-read'>(view, 'read');
  if (reading === undefined) return read('read', { ask: 'order-read', id });
  if ('failure' in reading) return fail(reading.failure);
  const { order } = reading.reply;

  const found = findReason(reading.reply, settings);
  const reason = found === 'clarity.order-void' && view.input.alsoVoid === true ? undefined : found;
  if (reason !== undefined) return fail(clarityFailure(reason, { record: `order ${id}`, ...fieldOf(reading.reply) }));

  if (order.isMaster && settings.groupedOrders === 'subs') {
    const parts = settings.surface === 'full' ? lastReading<'order-list'>(view, 'parts') : undefined;
    if (parts === undefined && settings.surface === 'full') return read('parts', partsOf(order));
    if (parts && 'failure' in parts) return fail(parts.failure);
    // A master without parts is an order like any other; where parts cannot be listed, they are believed to exist.
    const hasParts = parts?.reply.orders.some((each) => each.groupId === order.groupId && !each.isMaster) ?? true;
    if (hasParts) return fail(clarityFailure('clarity.order-is-master', { record: `order ${id}` }));
  }

  const warnings = [...maskWarnings(reading.reply.maskedFields), ...findTotalFaults(order, settings.currencyDecimals)];
  if (!needsAccount(order, settings)) return { do: 'done', output: order, warnings };
  const account = lastReading<'account-read'>(view, 'account');
  if (account === undefined) return read('account', { ask: 'account-read', id: order.account?.id ?? '' });
  if ('failure' in account) return fail(account.failure);
  return { do: 'done', output: withAccount(order, account.reply.account), warnings };
}

function findReason(reply: OrderReply, settings: ClaritySettings): ClarityErrorCode | undefined {
  const { order, active, mixedCurrencies, maskedFields } = reply;
  if (!active) return 'clarity.order-inactive';
  if (order.status.toLowerCase() === 'void') return 'clarity.order-void';
  if (!order.isMaster && order.groupId !== undefined && settings.groupedOrders === 'master')
    return 'clarity.order-is-part';
  if (order.lines.every((line) => line.type !== 'item')) return 'clarity.order-empty';
  if (mixedCurrencies !== undefined) return 'clarity.order-currencies-mixed';
  if (order.guest && settings.guestOrders === 'hold') return 'clarity.order-from-guest';
  if (maskedFields !== undefined && settings.cardDataInOrders === 'hold') return 'clarity.card-data-in-order';
  return undefined;
}

function fieldOf({ maskedFields }: OrderReply): { readonly field?: string } {
  const first = maskedFields?.[0];
  return first === undefined ? {} : { field: first.path };
}

function partsOf({ placedAt }: Order): Parameters<typeof read>[1] {
  const at = Date.parse(placedAt);
  return {
    ask: 'order-list',
    partOfGroup: true,
    placedFrom: new Date(at - GROUP_SPAN_MS).toISOString(),
    placedUntil: new Date(at + GROUP_SPAN_MS).toISOString(),
  };
}

function needsAccount({ account, status }: Order, settings: ClaritySettings): boolean {
  const { readAccount, statusesOfPeople } = settings;
  if (account === undefined || readAccount === 'never') return false;
  const isComplete = account.onHold !== undefined && account.taxExempt !== undefined;
  if (readAccount === 'always') return true;
  // The store starts an order of an account on hold in that status; whether it is the account, only the account tells.
  const isStopped = statusesOfPeople.some((each) => each.toLowerCase() === status.toLowerCase());
  return !isComplete && (account.key === undefined || isStopped);
}

function withAccount(order: Order, account: Account): Order {
  const { id, key, name, onHold, taxable, vatNumber } = account;
  return {
    ...order,
    account: {
      id,
      ...(key === undefined ? {} : { key }),
      ...(name === undefined ? {} : { name }),
      onHold,
      ...(taxable === undefined ? {} : { taxExempt: !taxable }),
      ...(vatNumber === undefined ? {} : { vatNumber }),
    },
  };
}
