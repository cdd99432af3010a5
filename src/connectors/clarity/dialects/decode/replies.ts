import type { Json, JsonObject } from '../../../../core/json.ts';
import { isCustomerRequest } from '../../model/customer-request.ts';
import { Reader, type ReaderSource } from '../../model/reader.ts';
import type { ClarityRequest } from '../../model/request.ts';
import type { Decoded, DialectSettings } from '../dialect.ts';
import { decodeCustomers } from './customers.ts';
import { readInventories, readInventory, readProduct } from './goods.ts';
import { readReturn, readShipment, readStoreInvoice } from './fulfilment.ts';
import { currenciesOf, readOrder, readOrderHead } from './orders.ts';
import { readAccount } from './parties.ts';
import { readPayment, readPaymentRow } from './payments.ts';
import { readPrices, readRecordPage } from './record-pages.ts';
import { readCategories, readListedProduct, readPricePoint, readRawPrices } from './products.ts';

/** A body in the form both generations are brought into: lists as `Results`, a find as the record that was found. */
export interface OpenedBody {
  readonly body: Json;
  /** There is a next page of a list. */
  readonly more: boolean;
}

/**
 * Decodes an answer that was judged good into the canonical model. What no decoder names is not there afterwards; a
 * member of the wrong kind is a fault with its path, and the record must not be used.
 */
export function decodeReply(
  request: ClarityRequest,
  { body, more }: OpenedBody,
  source: ReaderSource,
  settings: DialectSettings,
): Decoded {
  const whole = new Reader(body, source);
  const rows = <T>(read: (row: Reader) => T | undefined): readonly T[] =>
    whole
      .records('Results')
      .map(read)
      .filter((row) => row !== undefined);
  const reply = ((): object => {
    if (isCustomerRequest(request)) return decodeCustomers(request, whole, { more });
    switch (request.ask) {
      case 'order-read':
      case 'order-look':
        return { order: readOrder(whole, settings.defaultCurrency), ...mixedOf(whole), ...stateOf(whole) };
      case 'order-list':
        return { orders: rows(readOrderHead), more };
      case 'account-read':
      case 'account-find':
        return { account: readAccount(whole), ...stateOf(whole) };
      case 'product-read':
        return { product: readProduct(whole), categories: readCategories(whole), ...stateOf(whole) };
      case 'product-find':
        return { product: readProduct(whole) };
      case 'product-list':
        return { products: rows(readListedProduct) };
      case 'product-create': {
        const id = whole.id('Result');
        return id === undefined ? {} : { id };
      }
      case 'price-read':
        return { prices: readRawPrices(whole.record('Result') ?? whole, request.productId) };
      case 'price-point-list':
        return { points: rows(readPricePoint) };
      case 'product-update':
        return { id: request.id };
      case 'price-save':
      case 'price-point-save':
      case 'index-rebuild':
        return {};
      case 'inventory-read':
        return { inventory: readInventory(whole.record('Result') ?? whole, request.productId) };
      case 'inventory-list':
        return { inventories: readInventories(whole.record('Result') ?? whole) };
      case 'inventory-save':
        return {};
      case 'product-ids':
        return { products: rows((row) => idOfProduct(row)) };
      case 'payment-list':
      case 'payment-link':
        return { payments: rows(readPayment) };
      case 'payment-read':
        return { payment: readPaymentRow(whole) ?? {} };
      case 'payment-changes':
        return { payments: rows((row) => readPaymentRow(row)), more };
      case 'shipment-find': {
        const shipment = readShipment(whole);
        return { ...stateOf(whole), ...(shipment === undefined ? {} : { shipment }) };
      }
      case 'invoice-find': {
        const invoice = readStoreInvoice(whole);
        return { ...stateOf(whole), ...(invoice === undefined ? {} : { invoice }) };
      }
      case 'shipment-save':
      case 'invoice-save':
        return { key: request.key };
      case 'return-read':
        return { storeReturn: readReturn(whole) };
      case 'record-page':
        return readRecordPage(request, rows);
      case 'price-list':
        return { prices: readPrices(whole) };
      case 'name-list':
        return { names: rows((row) => row.id('CustomKey') ?? row.text('Name')) };
      case 'current-user': {
        const userName = whole.text('UserName');
        return userName === undefined ? {} : { userName };
      }
      case 'order-update':
      case 'account-update':
        return { id: request.id };
      case 'permission-check':
        return { allowed: true };
      case 'order-action':
      case 'digest-check':
        return {};
    }
  })();
  return { reply: reply as JsonObject, faults: whole.faults };
}

function idOfProduct(row: Reader): { id: string; sku: string } | undefined {
  const [id, sku] = [row.id('ID'), row.id('CustomKey')];
  return id === undefined || sku === undefined ? undefined : { id, sku };
}

function mixedOf(order: Reader): JsonObject {
  const currencies = currenciesOf(order);
  return currencies.length > 1 ? { mixedCurrencies: currencies } : {};
}

function stateOf(record: Reader): JsonObject {
  const hash = record.id('Hash');
  return { active: record.flag('Active') !== false, ...(hash === undefined ? {} : { hash }) };
}
