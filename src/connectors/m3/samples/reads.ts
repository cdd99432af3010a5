import type { CallInput, CallOutput } from '../operations/call.ts';
import type { CustomerGetInput, CustomerGetOutput } from '../operations/customer-get.ts';
import type { ItemGetInput, ItemGetOutput } from '../operations/item-get.ts';
import type { OrderStatusInput, OrderStatusOutput } from '../operations/order-status.ts';
import type { StockGetInput, StockGetOutput } from '../operations/stock-get.ts';

interface Sample<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

export const CALL_SAMPLE: Sample<CallInput, CallOutput> = {
  input: {
    program: 'CRS045MI',
    transaction: 'LstCountry',
    record: { FRCD: 'SE', TOCD: 'SE' },
    columns: ['CSCD', 'TX40'],
  },
  output: { records: [{ CSCD: 'SE', TX40: 'Sweden' }] },
};

export const CUSTOMER_GET_SAMPLE: Sample<CustomerGetInput, CustomerGetOutput> = {
  input: { customerNumber: 'C100001' },
  output: {
    customerNumber: 'C100001',
    name: 'Northwind Pumps 1',
    addressLines: ['1 Dock Road'],
    city: 'Austin',
    postalCode: '78701',
    region: 'TX',
    country: 'US',
    phone: '',
    email: 'buyer1@example.test',
    status: '20',
    searchKey: 'C100001',
    language: 'GB',
    currency: 'USD',
    paymentTerms: 'N30',
    deliveryTerms: 'DAP',
    deliveryMethod: 'GRD',
    vatNumber: '',
    creditLimit: '50000',
    outstanding: '1240.5',
    stopped: false,
  },
};

/** What M3 says of the item in the samples. */
export const PUMP = {
  name: 'Diaphragm pump DN20',
  description: 'Diaphragm pump DN20, pump range',
  status: '20',
  unit: 'EA',
  salesUnit: 'EA',
  itemGroup: 'PUMP',
  productGroup: 'PUMP',
  itemType: '100',
  netWeight: '0.200',
  grossWeight: '0.200',
  volume: '0.010',
  quantityDecimals: '0',
  priceDecimals: '2',
  changedOn: '20250102',
} as const;

export const ITEM_GET_SAMPLE: Sample<ItemGetInput, ItemGetOutput> = {
  input: { itemNumber: 'PUMP-1001' },
  output: {
    itemNumber: 'PUMP-1001',
    sellable: true,
    ...PUMP,
  },
};

export const STOCK_GET_SAMPLE: Sample<StockGetInput, StockGetOutput> = {
  input: { itemNumber: 'PUMP-1001', warehouse: '001' },
  output: {
    itemNumber: 'PUMP-1001',
    balances: [
      {
        warehouse: '001',
        available: '480',
        availableAfterReservations: '470',
        onHand: '500',
        allocated: '20',
        reserved: '30',
        onOrder: '0',
      },
    ],
  },
};

export const ORDER_STATUS_SAMPLE: Sample<OrderStatusInput, OrderStatusOutput> = {
  input: { orderNumber: '0010004711' },
  output: {
    orderNumber: '0010004711',
    webOrderNumber: 'WEB-1042',
    customerNumber: 'C100001',
    status: 'partly-shipped',
    lowestStatus: '22',
    highestStatus: '66',
    stopped: false,
    stopCode: '0',
    lines: [
      {
        lineNumber: '1',
        m3LineNumber: '1',
        itemNumber: 'PUMP-1001',
        status: 'shipped',
        statusCode: '66',
        ordered: '2',
        confirmed: '2',
        allocated: '0',
        picked: '0',
        delivered: '2',
        invoiced: '0',
      },
    ],
  },
};
