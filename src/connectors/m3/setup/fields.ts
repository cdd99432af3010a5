import type { SettingField } from '../../kit/connector.ts';
import { CUSTOMER_CHANGES } from './customer-fields.ts';
import { ITEMS } from './item-fields.ts';
import { FULFILMENT } from './fulfilment-fields.ts';
import { FINANCE } from './finance-fields.ts';
import { FEED } from './feed-fields.ts';
import { COMPANY, INTERFACE, LOGIN } from './login-fields.ts';
import { CHARGES, ORDERS } from './order-fields.ts';
import { CUSTOMERS, LIMITS, STATUS } from './other-fields.ts';
import { STOCK } from './stock-fields.ts';

/** Settings of a connection to Infor M3, in the order of the form. */
export const M3_FIELDS: readonly SettingField[] = [
  ...LOGIN,
  ...COMPANY,
  ...ORDERS,
  ...CHARGES,
  ...CUSTOMERS,
  ...CUSTOMER_CHANGES,
  ...STATUS,
  ...FULFILMENT,
  ...ITEMS,
  ...STOCK,
  ...FINANCE,
  ...FEED,
  ...LIMITS,
  ...INTERFACE,
];
