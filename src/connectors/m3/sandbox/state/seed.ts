import {
  CATALOGUE_WAREHOUSES,
  type CatalogueCustomer,
  type CatalogueItem,
  catalogueCustomers,
  catalogueItems,
  type SeedSize,
} from '../../../kit/sandbox/catalogue.ts';
import type { MiRecord, StampedEffect } from './effects.ts';
import { CUSTOMER_TEMPLATES, EAN_CATEGORY } from './reference.ts';
import { BASE_LIST, SEEDED_PRICES } from './prices.ts';
import type { World } from './world.ts';

/** The day the sandbox company was set up; everything seeded carries it. */
const SEEDED_AT = Date.UTC(2025, 0, 2, 8);

/** Items of the small seed, whose prices are set one by one. */
const SMALL_ITEMS = 200;

const WEB = CUSTOMER_TEMPLATES['WEBTEMPL']?.fields ?? {};

/** Customers that stand for one situation each. */
const SPECIAL_CUSTOMERS: readonly MiRecord[] = [
  { CUNO: 'BLOCKED1', CUNM: 'Blocked Trading Ltd', STAT: '90', BLCD: '1' },
  { CUNO: 'NEWCUST1', CUNM: 'Not Released Yet Inc', STAT: '10' },
  { CUNO: 'OVERLIM1', CUNM: 'Over The Limit Corp', STAT: '20', CRLM: '1000', TOIN: '5000' },
  { CUNO: 'LOCKED01', CUNM: 'Somebody Edits This AB', STAT: '20' },
  { CUNO: 'SAMEVAT1', CUNM: 'Twin Trading North', VRNO: 'SE556000111101', MAIL: 'north@twin.example', STAT: '20' },
  { CUNO: 'SAMEVAT2', CUNM: 'Twin Trading South', VRNO: 'SE556000111101', MAIL: 'south@twin.example', STAT: '20' },
  { CUNO: 'WEBGUEST', CUNM: 'Web shop guests', STAT: '20' },
];

/** Items that stand for one situation each. */
const SPECIAL_ITEMS: readonly { item: CatalogueItem; status: string }[] = [
  { item: special('ITEM-S10', 'Pump not released yet'), status: '10' },
  { item: special('ITEM-S30', 'Pump on its way out'), status: '30' },
  { item: special('ITEM-S90', 'Pump no longer sold'), status: '90' },
  { item: special('PAD', 'Pad'), status: '20' },
];

/** Article numbers that the special items have, so that they stay theirs however many items there are. */
const SPECIAL_ARTICLES = 900;

/** Puts the start-up data of the sandbox company in place; the same on every start with the same size. */
export function seedWorld(world: World, apply: (effect: StampedEffect) => void, size: SeedSize): void {
  const at = SEEDED_AT;
  const items = catalogueItems(size.items);
  const { warehouses } = size;
  for (const [index, item] of items.entries()) {
    const article = index < SPECIAL_ARTICLES ? index : index + 100;
    seedItem(world, apply, { item, status: '20', article, warehouses });
  }
  for (const [index, { item, status }] of SPECIAL_ITEMS.entries())
    seedItem(world, apply, { item, status, article: SPECIAL_ARTICLES + index, warehouses });
  for (const row of SEEDED_PRICES) apply({ kind: 'price.changed', at, ...row });
  seedPriceLists(apply, items);
  for (const customer of catalogueCustomers(size.customers)) {
    const fields = catalogueFields(customer);
    apply({ kind: 'customer.created', at, customerNumber: customer.customerNumber, fields });
  }
  for (const fields of SPECIAL_CUSTOMERS) {
    const place = {
      CUA1: '1 Market Street',
      PONO: '78701',
      TOWN: 'Austin',
      ECAR: 'TX',
      CSCD: 'US',
      MAIL: 'erp@example.test',
    };
    apply({
      kind: 'customer.created',
      at,
      customerNumber: fields['CUNO'] ?? '',
      fields: { ...WEB, ...place, ...fields },
    });
  }
}

/** Of the items beyond the small seed, dealers have a price of their own for every fifth, and buyers in euro for every tenth. */
function seedPriceLists(apply: (effect: StampedEffect) => void, items: readonly CatalogueItem[]): void {
  const at = SEEDED_AT;
  for (const [index, { itemNumber, listPrice, unit }] of items.entries()) {
    if (index < SMALL_ITEMS) continue;
    const priced = (share: number): string => (Math.round(Number(listPrice) * share * 100) / 100).toFixed(2);
    const row = { ...BASE_LIST, kind: 'price.changed', at, itemNumber, unit } as const;
    if (index % 5 === 0) apply({ ...row, priceList: 'DEALER', price: priced(0.85) });
    if (index % 10 === 0) apply({ ...row, priceList: 'EUROPE', currency: 'EUR', price: priced(0.92) });
  }
}

function seedItem(
  world: World,
  apply: (effect: StampedEffect) => void,
  seeded: { item: CatalogueItem; status: string; article: number; warehouses: number },
): void {
  const at = SEEDED_AT;
  const { item, status, article, warehouses } = seeded;
  const { itemNumber } = item;
  apply({ kind: 'item.changed', at, itemNumber, fields: itemFields(item, status) });
  for (const [shelf, { code }] of CATALOGUE_WAREHOUSES.slice(0, warehouses).entries()) {
    const onHand = 500 + ((article * 37 + shelf * 211) % 4_500);
    apply({ kind: 'stock.counted', at, itemNumber, warehouse: code, onHand });
  }
  world.aliases.set(`${EAN_CATEGORY}/${articleNumber(article)}`, itemNumber);
}

function itemFields(item: CatalogueItem, status: string): MiRecord {
  const metres = item.unit === 'M';
  return {
    ITNO: item.itemNumber,
    ITDS: item.name,
    FUDS: `${item.name}, ${item.group.toLowerCase()} range`,
    STAT: status,
    UNMS: item.unit,
    SPUN: item.unit,
    PPUN: item.unit,
    ITGR: item.group,
    ITCL: item.group.slice(0, 5),
    ITTY: '100',
    BUAR: 'IND',
    RESP: 'ITEMADM',
    MABU: '2',
    CHCD: '3',
    STCD: '1',
    BACD: '0',
    SALE: '1',
    HAZI: '0',
    INDI: '0',
    NEWE: item.weight,
    GRWE: item.weight,
    VOL3: '0.010',
    DCCD: metres ? '2' : '0',
    PDCC: '2',
    VTCS: '1',
    TXID: '0',
    HIE1: 'IND',
    HIE2: item.group,
    SAPR: item.listPrice,
    SACD: '1',
    CUCS: 'USD',
    ITNE: item.itemNumber,
    ALUC: item.unit === 'BX' ? '1' : '0',
    ALUN: item.unit === 'BX' ? 'PCS' : item.unit,
    ACTI: '0',
    RGDT: '20250102',
    RGTM: '080000',
    CHID: 'SETUP',
  };
}

function catalogueFields(customer: CatalogueCustomer): MiRecord {
  return {
    ...WEB,
    CUNO: customer.customerNumber,
    CUNM: customer.name,
    CUA1: customer.street,
    PONO: customer.postalCode,
    TOWN: customer.city,
    ECAR: customer.region,
    CSCD: customer.country,
    CUCD: customer.currency,
    MAIL: customer.email,
    STAT: '20',
    ALCU: customer.customerNumber,
  };
}

function special(itemNumber: string, name: string): CatalogueItem {
  return { itemNumber, name, group: 'PUMP', unit: 'EA', listPrice: '100.00', weight: '1.000' };
}

/** A 13-digit article number with its check digit, from the range kept for in-house use. */
function articleNumber(index: number): string {
  const digits = `2000000${String(index).padStart(5, '0')}`;
  const sum = Array.from(digits, Number).reduce((total, digit, place) => total + digit * (place % 2 === 0 ? 1 : 3), 0);
  return digits + String((10 - (sum % 10)) % 10);
}
