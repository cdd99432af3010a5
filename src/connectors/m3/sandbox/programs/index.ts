import type { Handlers } from '../mi/call.ts';
import { addressHandlers } from './addresses.ts';
import { cashDeskHandlers } from './cash-desk.ts';
import { customerPaymentHandlers } from './customer-payments.ts';
import { customerReadHandlers } from './customer-reads.ts';
import { customerHandlers } from './customers.ts';
import { deliveryHandlers } from './deliveries.ts';
import { directOrderHandlers } from './direct-orders.ts';
import { exportHandlers } from './export.ts';
import { extraFieldHandlers } from './extra-fields.ts';
import { generalHandlers } from './general.ts';
import { invoiceHandlers } from './invoices.ts';
import { itemHandlers } from './items.ts';
import { ledgerBatchHandlers } from './ledger-batches.ts';
import { metadataHandlers } from './metadata.ts';
import { orderCheckHandlers } from './order-checks.ts';
import { orderLineReadHandlers } from './order-line-reads.ts';
import { orderReadHandlers } from './order-reads.ts';
import { orderSearchHandlers } from './order-search.ts';
import { orderStopHandlers } from './order-stops.ts';
import { orderUpkeepHandlers } from './order-upkeep.ts';
import { priceHandlers } from './prices.ts';
import { receivableHandlers } from './receivables.ts';
import { stagedOrderHandlers } from './staged-orders.ts';
import { stagedReadHandlers } from './staged-reads.ts';
import { stockHandlers } from './stock.ts';

/** Everything the sandbox can do, by `PROGRAM/Transaction`; `*` stands for every program. */
export const handlers: Handlers = {
  ...generalHandlers,
  ...metadataHandlers,
  ...stagedOrderHandlers,
  ...stagedReadHandlers,
  ...directOrderHandlers,
  ...orderUpkeepHandlers,
  ...orderStopHandlers,
  ...orderReadHandlers,
  ...orderLineReadHandlers,
  ...orderSearchHandlers,
  ...orderCheckHandlers,
  ...customerHandlers,
  ...customerReadHandlers,
  ...addressHandlers,
  ...extraFieldHandlers,
  ...itemHandlers,
  ...stockHandlers,
  ...priceHandlers,
  ...deliveryHandlers,
  ...invoiceHandlers,
  ...receivableHandlers,
  ...customerPaymentHandlers,
  ...cashDeskHandlers,
  ...ledgerBatchHandlers,
  ...exportHandlers,
};
