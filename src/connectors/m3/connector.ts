import { asAnyOperation } from '../../core/operation.ts';
import type { Connector } from '../kit/connector.ts';
import { openM3Connection } from './connection.ts';
import { addressEnsure } from './operations/address-ensure.ts';
import { genericCall } from './operations/call.ts';
import { customerEnsure } from './operations/customer-ensure/index.ts';
import { customerFind } from './operations/customer-find.ts';
import { customerGet } from './operations/customer-get.ts';
import { customerUpdate } from './operations/customer-update.ts';
import { deliveryGet } from './operations/delivery-get.ts';
import { deliveryList } from './operations/delivery-list.ts';
import { draftDiscard } from './operations/draft-discard.ts';
import { draftGet } from './operations/draft-get.ts';
import { invoiceGet } from './operations/invoice-get.ts';
import { invoiceList } from './operations/invoice-list.ts';
import { itemGet } from './operations/item-get.ts';
import { itemReadMany } from './operations/item-read-many.ts';
import { orderCancel } from './operations/order-cancel.ts';
import { orderFind } from './operations/order-find.ts';
import { orderChange } from './operations/order-change/index.ts';
import { orderCreate } from './operations/order-create/index.ts';
import { orderGet } from './operations/order-get.ts';
import { orderStatus } from './operations/order-status.ts';
import { paymentOnAccount } from './operations/payment-on-account/index.ts';
import { paymentSettle } from './operations/payment-settle/index.ts';
import { priceGet } from './operations/price-get.ts';
import { priceList } from './operations/price-list.ts';
import { receivableGet } from './operations/receivable-get.ts';
import { stockGet } from './operations/stock-get.ts';
import { stockReadMany } from './operations/stock-read-many.ts';
import { voucherPost } from './operations/voucher-post/index.ts';
import { limitOf } from './metadata/limit-of.ts';
import { m3Readers } from './readers/index.ts';
import { M3_FIELDS } from './setup/fields.ts';
import { importIonapi } from './setup/ionapi.ts';
import { checkM3Settings } from './setup/settings.ts';
import { ITEM_CHANGED, ITEM_EVENT, itemsTrigger } from './triggers/items.ts';
import { CUSTOMER_CHANGED, CUSTOMER_EVENT, customersTrigger } from './triggers/customers.ts';
import { deliveriesTrigger, DELIVERY_CHANGED, DELIVERY_EVENT } from './triggers/deliveries.ts';
import { DRAFT_EVENT, DRAFT_LEFT, draftsTrigger } from './triggers/drafts.ts';
import { INVOICE_CHANGED, INVOICE_EVENT, invoicesTrigger } from './triggers/invoices.ts';
import { FEED_EVENTS } from './triggers/feed/events.ts';
import { feedLimitBytes, receiveChange } from './triggers/feed/receive.ts';
import { ORDER_STATUS_CHANGED, ORDER_STATUS_EVENT, orderStatusTrigger } from './triggers/order-status.ts';
import { PRICE_CHANGED, PRICE_EVENT, pricesTrigger } from './triggers/prices.ts';
import { RECEIVABLE_CHANGED, RECEIVABLE_EVENT, receivablesTrigger } from './triggers/receivables.ts';
import { STOCK_CHANGED, STOCK_DOUBTFUL, STOCK_DOUBTFUL_EVENT, STOCK_EVENT, stockTrigger } from './triggers/stock.ts';

const operations = [
  asAnyOperation(customerEnsure),
  asAnyOperation(customerGet),
  asAnyOperation(customerFind),
  asAnyOperation(customerUpdate),
  asAnyOperation(addressEnsure),
  asAnyOperation(orderCreate),
  asAnyOperation(orderStatus),
  asAnyOperation(orderGet),
  asAnyOperation(orderChange),
  asAnyOperation(orderCancel),
  asAnyOperation(orderFind),
  asAnyOperation(draftGet),
  asAnyOperation(draftDiscard),
  asAnyOperation(deliveryGet),
  asAnyOperation(deliveryList),
  asAnyOperation(invoiceGet),
  asAnyOperation(invoiceList),
  asAnyOperation(itemGet),
  asAnyOperation(itemReadMany),
  asAnyOperation(priceList),
  asAnyOperation(priceGet),
  asAnyOperation(stockGet),
  asAnyOperation(stockReadMany),
  asAnyOperation(receivableGet),
  asAnyOperation(paymentSettle),
  asAnyOperation(paymentOnAccount),
  asAnyOperation(voucherPost),
  asAnyOperation(genericCall),
];

/** Infor M3 behind an ION API Gateway, or on premises with the same interface. */
export const m3Connector: Connector = {
  name: 'm3',
  title: 'Infor M3',
  description: 'Customers, orders, items and stock of Infor M3 through the ION API Gateway (m3api-rest).',
  settings: M3_FIELDS,
  checkSettings: checkM3Settings,
  operations: Object.fromEntries(operations.map((operation) => [operation.name, operation])),
  polls: [
    orderStatusTrigger,
    draftsTrigger,
    customersTrigger,
    deliveriesTrigger,
    invoicesTrigger,
    itemsTrigger,
    pricesTrigger,
    stockTrigger,
    receivablesTrigger,
  ],
  careful: { findExisting: true },
  receive: receiveChange,
  hookLimitBytes: feedLimitBytes,
  events: {
    [CUSTOMER_CHANGED]: { title: 'Customer changed in M3', schema: CUSTOMER_EVENT },
    ...FEED_EVENTS,
    [ORDER_STATUS_CHANGED]: { title: 'Order status changed in M3', schema: ORDER_STATUS_EVENT },
    [DRAFT_LEFT]: { title: 'Staged order left behind in M3', schema: DRAFT_EVENT },
    [ITEM_CHANGED]: { title: 'Item changed in M3', schema: ITEM_EVENT },
    [PRICE_CHANGED]: { title: 'Price changed in M3', schema: PRICE_EVENT },
    [DELIVERY_CHANGED]: { title: 'Delivery changed in M3', schema: DELIVERY_EVENT },
    [INVOICE_CHANGED]: { title: 'Invoice changed in M3', schema: INVOICE_EVENT },
    [RECEIVABLE_CHANGED]: { title: 'Receivable changed in M3', schema: RECEIVABLE_EVENT },
    [STOCK_CHANGED]: { title: 'Stock changed in M3', schema: STOCK_EVENT },
    [STOCK_DOUBTFUL]: { title: 'A full reading of stock is not believed', schema: STOCK_DOUBTFUL_EVENT },
  },
  records: {
    'm3.customer': customerGet.output,
    'm3.item': itemGet.output,
    'm3.order': orderStatus.output,
    'm3.order.input': orderCreate.input,
    'm3.customer.input': customerEnsure.input,
  },
  reconciliation: m3Readers,
  limitOf,
  importFile: importIonapi,
  open: openM3Connection,
};
