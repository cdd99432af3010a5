import type { Members } from '../http/members.ts';
import type { Sandbox } from '../sandbox.ts';
import { type Basket, readBasket, readShopper } from './basket.ts';

/** One visit of a page: what the browser sent, and the store behind it. */
export interface Visit {
  sandbox: Sandbox;
  verb: string;
  path: string;
  query: Members;
  form: Members;
  basket: Basket;
  /** E-mail address the shopper last ordered with. */
  shopper: string;
  /** The visit comes from this machine: the back office is open. */
  local: boolean;
}

export function visitOf(
  sandbox: Sandbox,
  request: { verb: string; path: string; query: Members; form: Members; cookies: string | undefined; local: boolean },
): Visit {
  const { cookies, ...rest } = request;
  const basket = readBasket(cookies);
  const products = sandbox.state.entity('Product');
  for (const sku of basket.keys()) if (!products.byKey(sku)) basket.delete(sku);
  return { sandbox, ...rest, basket, shopper: readShopper(cookies) };
}
