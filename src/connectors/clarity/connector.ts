import { type AnyOperation, asAnyOperation } from '../../core/operation.ts';
import type { Connector } from '../kit/connector.ts';
import { openClarityConnection } from './connection.ts';
import { ACCOUNT } from './model/account.ts';
import { INVENTORY, PRODUCT } from './model/goods.ts';
import { ORDER } from './model/order.ts';
import { PAYMENT } from './model/payment.ts';
import { accountFind } from './operations/account-find.ts';
import { accountGet } from './operations/account-get.ts';
import { accountSave } from './operations/account-save.ts';
import { accountSetExternalKey } from './operations/account-set-external-key.ts';
import { contactSave } from './operations/contact-save.ts';
import { indexRebuild } from './operations/index-rebuild.ts';
import { inventoryGet } from './operations/inventory-get.ts';
import { inventoryReadMany } from './operations/inventory-read-many.ts';
import { inventorySaveMany } from './operations/inventory-save-many.ts';
import { orderAddInvoice } from './operations/order-add-invoice.ts';
import { orderAddShipment } from './operations/order-add-shipment.ts';
import { orderGet } from './operations/order-get.ts';
import { orderList } from './operations/order-list.ts';
import { orderSetExternalKey } from './operations/order-set-external-key.ts';
import { orderSetLinesStatus } from './operations/order-set-lines-status.ts';
import { orderSetStatus } from './operations/order-set-status.ts';
import { paymentGet } from './operations/payment-get.ts';
import { paymentList } from './operations/payment-list.ts';
import { paymentSummaryBegin } from './operations/payment-summary-begin.ts';
import { paymentSummaryNote } from './operations/payment-summary-note.ts';
import { paymentSummary } from './operations/payment-summary.ts';
import { priceSaveMany } from './operations/price-save/index.ts';
import { productGet } from './operations/product-get.ts';
import { productReadMany } from './operations/product-read-many.ts';
import { productSaveMany } from './operations/product-save/index.ts';
import { returnGet } from './operations/return-get.ts';
import { clarityReaders } from './readers/index.ts';
import { CLARITY_FIELDS } from './setup/fields.ts';
import { CLARITY_EVENTS } from './triggers/events.ts';
import { customersPoll } from './triggers/customers.ts';
import { ordersPoll } from './triggers/orders.ts';
import { paymentsPoll } from './triggers/payments.ts';
import { receiveWebhook } from './triggers/webhooks.ts';

const OPERATIONS: readonly AnyOperation[] = [
  asAnyOperation(orderGet),
  asAnyOperation(orderList),
  asAnyOperation(orderSetExternalKey),
  asAnyOperation(orderSetStatus),
  asAnyOperation(orderSetLinesStatus),
  asAnyOperation(orderAddShipment),
  asAnyOperation(orderAddInvoice),
  asAnyOperation(returnGet),
  asAnyOperation(accountGet),
  asAnyOperation(accountFind),
  asAnyOperation(accountSave),
  asAnyOperation(contactSave),
  asAnyOperation(accountSetExternalKey),
  asAnyOperation(productGet),
  asAnyOperation(productReadMany),
  asAnyOperation(productSaveMany),
  asAnyOperation(indexRebuild),
  asAnyOperation(priceSaveMany),
  asAnyOperation(inventoryGet),
  asAnyOperation(inventoryReadMany),
  asAnyOperation(inventorySaveMany),
  asAnyOperation(paymentGet),
  asAnyOperation(paymentList),
  asAnyOperation(paymentSummaryBegin),
  asAnyOperation(paymentSummary),
  asAnyOperation(paymentSummaryNote),
];

/** Clarity eCommerce: a storefront of either generation. */
export const clarityConnector: Connector = {
  name: 'clarity',
  title: 'Clarity eCommerce',
  description:
    'Orders, accounts, products, stock and payments of a Clarity store; webhooks, and a look for what none told.',
  settings: CLARITY_FIELDS,
  operations: Object.fromEntries(OPERATIONS.map((operation) => [operation.name, operation])),
  polls: [ordersPoll, customersPoll, paymentsPoll],
  reconciliation: clarityReaders,
  receive: receiveWebhook,
  events: CLARITY_EVENTS,
  records: {
    order: ORDER.schema,
    account: ACCOUNT.schema,
    product: PRODUCT.schema,
    inventory: INVENTORY.schema,
    payment: PAYMENT.schema,
  },
  open: openClarityConnection,
};
