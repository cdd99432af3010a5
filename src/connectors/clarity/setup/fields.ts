import type { SettingField } from '../../kit/connector.ts';
import { HOOKS_FIELDS, POLL_FIELDS } from './event-fields.ts';
import { GOODS_FIELDS } from './goods-fields.ts';
import { LIMITS_FIELDS, SAFETY_FIELDS } from './limit-fields.ts';
import { LOGIN_FIELDS } from './login-fields.ts';
import { ORDERS_FIELDS } from './order-fields.ts';
import { STORE_FIELDS } from './store-fields.ts';

/** Settings of a connection to a Clarity store, in the order of the form. */
export const CLARITY_FIELDS: readonly SettingField[] = [
  ...STORE_FIELDS,
  ...LOGIN_FIELDS,
  ...ORDERS_FIELDS,
  ...GOODS_FIELDS,
  ...HOOKS_FIELDS,
  ...POLL_FIELDS,
  ...SAFETY_FIELDS,
  ...LIMITS_FIELDS,
];
