import { RETURN_REASONS } from '../orders/returns.ts';
import type { StoreState } from '../state/store.ts';

/** Keys of statuses, states and types with their sort order (docs/systems/clarity-ecommerce.md, "Status actions"). */
const CLASSIFICATIONS: Readonly<Record<string, readonly (string | readonly [string, number])[]>> = {
  SalesOrderStatus: [
    ['Pending', 0],
    ['On Hold', 5],
    ['Confirmed', 10],
    ['Backordered', 11],
    ['Split', 12],
    ['Partial Payment Received', 20],
    ['Full Payment Received', 21],
    ['Processing', 30],
    ['Shipped', 40],
    ['Shipped from Vendor', 41],
    ['Ready for Pickup', 42],
    ['Completed', 98],
    ['Void', 99],
  ],
  SalesOrderState: ['WORK', 'HISTORY'],
  SalesOrderType: ['Web', 'Phone', 'On Site', 'Sales Order Child'],
  ShipmentStatus: ['Shipped', 'Departure Scan', 'Arrival Scan', 'Delivered'],
  ShipmentType: ['Inbound', 'Outbound'],
  SalesInvoiceStatus: ['Unpaid', 'Partially Paid', 'Paid', 'Void'],
  SalesInvoiceState: ['WORK', 'HISTORY'],
  SalesInvoiceType: ['Web'],
  SalesReturnStatus: ['Pending', 'Confirmed', 'Shipped', 'Payment Sent', 'Rejected', 'Completed', 'Void'],
  SalesReturnState: ['WORK', 'HISTORY'],
  SalesReturnType: ['Web'],
  SalesReturnReason: RETURN_REASONS,
  AccountType: ['CUSTOMER', 'VENDOR', 'AFFILIATE', 'ORGANIZATION'],
  AccountStatus: ['NORMAL'],
  ContactType: ['User', 'Billing', 'Shipping', 'Account Address', 'Store', 'Returning', 'Warehouse'],
  UserType: ['Customer', 'Partner/Affiliate', 'Administrator', 'No Access'],
  UserStatus: ['Registered', 'Email Sent', 'Email Verified'],
  ProductType: [
    'GENERAL',
    'KIT',
    'VARIANT-MASTER',
    'VARIANT',
    'VARIANT-KIT',
    'MEMBERSHIP',
    'SUBSCRIPTION',
    'FREE-SAMPLE',
    'PAID-SAMPLE',
  ],
  ProductStatus: ['NORMAL'],
  PaymentStatus: ['No Payment Received', 'Payment Received'],
  PaymentType: ['Mastercard', 'VISA', 'American Express', 'Discover', 'Other'],
  PaymentMethod: [
    'Credit Card',
    'eCheck',
    'ACH',
    'Free',
    'Invoice',
    'Quote Me',
    'Payoneer',
    'PayPal',
    'Store Credit',
    'Wire Transfer',
    'Custom',
  ],
};

/** The rows behind every status, state, type and method. */
export function seedClassifications(state: StoreState): void {
  for (const [entity, keys] of Object.entries(CLASSIFICATIONS)) {
    for (const [index, entry] of keys.entries()) {
      const [key, SortOrder] = typeof entry === 'string' ? [entry, index] : entry;
      state.insert(entity, { CustomKey: key, Name: key, DisplayName: key, SortOrder });
    }
  }
}
