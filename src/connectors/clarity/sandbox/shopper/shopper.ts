import {
  type CatalogueCustomer,
  type CatalogueItem,
  catalogueCustomers,
  catalogueItems,
} from '../../../kit/sandbox/catalogue.ts';
import { type Random, seededRandom } from '../../../kit/sandbox/random.ts';
import { type CheckoutOptions, checkOut, type PlacedOrder } from '../checkout/checkout.ts';
import type { CartLine, CheckoutRequest } from '../checkout/request.ts';
import { checkOutTargets } from '../checkout/target-orders.ts';
import type { Members } from '../http/members.ts';
import { ACCOUNT_WITH_CREDIT, ACCOUNTS_ON_HOLD } from '../seed/customers.ts';
import type { Shop } from '../shop.ts';
import type { Expectation } from '../state/rows.ts';
import { textOf } from '../state/table.ts';
import { SHOPPER_KINDS, type ShopperKind } from './kinds.ts';

/** How many lines an order gets: from, to. */
export type LineRange = readonly [number, number];

/** An order a simulated shopper placed. */
export interface ShoppedOrder {
  id: number;
  placedAt: string;
  kind: string;
  expect: Expectation;
}

const WEIGHTED = Object.entries(SHOPPER_KINDS).filter(([, kind]) => (kind.weight ?? 0) > 0);
const TOTAL_WEIGHT = WEIGHTED.reduce((sum, [, kind]) => sum + (kind.weight ?? 0), 0);

/** A simulated shopper: places orders through the store's own checkout, the same ones for the same seed. */
export class Shopper {
  readonly #shop: Shop;
  readonly #random: Random;
  readonly #seed: number;
  readonly #items: readonly CatalogueItem[];
  readonly #customers: readonly CatalogueCustomer[];
  #turn: number;

  constructor(shop: Shop, seed: number) {
    this.#shop = shop;
    this.#seed = seed;
    this.#random = seededRandom(seed);
    this.#items = catalogueItems(shop.size.items);
    this.#customers = catalogueCustomers(shop.size.customers).filter(
      ({ customerNumber }) => !ACCOUNTS_ON_HOLD.includes(customerNumber) && customerNumber !== ACCOUNT_WITH_CREDIT,
    );
    this.#turn = this.#random.integer(0, this.#customers.length - 1);
  }

  /** The kind of the next varied order; about 3 % are to be held. */
  pickKind(): string {
    let remaining = this.#random.next() * TOTAL_WEIGHT;
    for (const [name, kind] of WEIGHTED) {
      remaining -= kind.weight ?? 0;
      if (remaining < 0) return name;
    }
    return 'plain';
  }

  /** Places one order of a kind (several rows when the cart is split). Throws a checkout error, as for anybody. */
  place(kindName: string, lines: LineRange): ShoppedOrder[] {
    const kind = SHOPPER_KINDS[kindName] ?? { expect: 'land' };
    const request = this.#request(kind, lines);
    const options: CheckoutOptions = { kind: kindName, expect: kind.expect, ...(kind.bend && { bend: kind.bend }) };
    const placed = kind.split
      ? checkOutTargets(this.#shop, request, options)
      : [checkOut(this.#shop, request, options)];
    return placed.map((order) => this.#shopped(order, kindName));
  }

  #shopped({ order, placedAt }: PlacedOrder, kind: string): ShoppedOrder {
    return { id: order.ID, placedAt, kind, expect: this.#shop.state.traces.get(order.ID)?.expect ?? 'land' };
  }

  #request(kind: ShopperKind, lines: LineRange): CheckoutRequest {
    this.#turn += 1;
    const paysByCard = this.#random.chance(0.5);
    const who = kind.buyer ?? 'account';
    const typed = who === 'account' ? undefined : this.#typedContact(kind);
    return {
      lines: this.#lines(kind, lines),
      userId: undefined,
      userName: who === 'account' ? this.#accountUser(kind) : undefined,
      newAccount: who === 'new',
      companyName: who === 'new' && this.#random.chance(0.7) ? `New Trade ${this.#seed}-${this.#turn}` : undefined,
      billing: typed,
      shipping: undefined,
      sameAsBilling: true,
      payment: paysByCard ? { method: 'card', token: 'tok_mock' } : { method: 'later', poNumber: undefined },
      partialAmount: undefined,
      currency: who === 'account' ? undefined : 'USD',
      instructions: undefined,
      discountCodes: [],
      shippingMethod: undefined,
      storeKey: undefined,
      ...kind.request,
    };
  }

  /** Accounts take turns, so that orders spread evenly over them. */
  #accountUser(kind: ShopperKind): string {
    if (kind.account) {
      const account = this.#shop.state.entity('Account').byKey(kind.account);
      return textOf(this.#shop.state.entity('User').where('AccountID', account?.ID)[0], 'UserName') ?? '';
    }
    const all = this.#customers;
    const pool = kind.foreign ? all.filter(({ currency }) => currency !== 'USD') : all;
    return pool[this.#turn % pool.length]?.email ?? '';
  }

  #lines({ lines: wish = {}, split }: ShopperKind, [low, high]: LineRange): CartLine[] {
    const count = wish.count ?? this.#random.integer(low, high);
    const start = this.#random.integer(0, this.#items.length - 1);
    return Array.from({ length: count }, (_, index) => {
      // A stride that shares no factor with the number of items: no item twice in one cart of up to 200 lines.
      const item = this.#items[(start + (wish.repeat ? 0 : index * 7)) % this.#items.length];
      const wished = index === 0;
      return {
        productId: undefined,
        sku: (wished ? wish.sku : undefined) ?? item?.itemNumber,
        quantity: (wished ? wish.quantity : undefined) ?? this.#random.integer(1, 9),
        note: wished ? wish.note : undefined,
        destination: split ? this.#destination(index % 2) : undefined,
      };
    });
  }

  #typedContact(kind: ShopperKind): Members {
    const number = `${this.#seed}-${this.#turn}`;
    return {
      FirstName: 'Robin',
      LastName: `Shopper ${this.#turn}`,
      Email1: `shopper-${number}@example.test`,
      Phone1: '+1 512 555 0199',
      ...kind.contact,
      Address: { ...this.#address(`${this.#turn} Elm Street`, 'Austin', '78704'), ...kind.address },
    };
  }

  #destination(index: number): Members {
    const [street, city, postalCode] =
      index === 0 ? ['1 North Dock', 'Austin', '78702'] : ['2 South Dock', 'Dallas', '75201'];
    return {
      FirstName: 'Goods',
      LastName: `Inwards ${index + 1}`,
      Address: this.#address(street ?? '', city ?? '', postalCode ?? ''),
    };
  }

  #address(Street1: string, City: string, PostalCode: string): Members {
    return { Street1, City, PostalCode, RegionKey: 'USA-TX', CountryKey: 'USA' };
  }
}
