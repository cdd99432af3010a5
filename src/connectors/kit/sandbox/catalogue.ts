/**
 * The goods, customers and places that both sandboxes agree on, so that an order placed in the store sandbox
 * means something to the ERP sandbox. Neutral on purpose: no system's field names appear here.
 */

export interface CatalogueItem {
  /** Item number in the ERP and SKU in the store, at most 15 characters. */
  itemNumber: string;
  name: string;
  group: 'PUMP' | 'VALVE' | 'SEAL' | 'MOTOR' | 'TOOL' | 'SAFETY';
  unit: 'EA' | 'M' | 'BX';
  /** List price in US dollars, as a decimal text with two decimals. */
  listPrice: string;
  /** Gross weight in kilograms, as a decimal text. */
  weight: string;
}

export interface CatalogueCustomer {
  /** Customer number in the ERP, at most 10 characters; also the store account's external key. */
  customerNumber: string;
  name: string;
  street: string;
  city: string;
  region: string;
  postalCode: string;
  /** ISO 3166 alpha-2. */
  country: 'US' | 'CA' | 'GB' | 'DE' | 'SE' | 'NO';
  currency: 'USD' | 'CAD' | 'GBP' | 'EUR' | 'SEK' | 'NOK';
  email: string;
}

/** How much both sandboxes hold when they are started for the first time. */
export interface SeedSize {
  readonly items: number;
  readonly customers: number;
  /** Warehouses with stock, at most four. */
  readonly warehouses: number;
}

const SMALL: SeedSize = { items: 200, customers: 40, warehouses: 2 };
const LARGE_FROM = 1_000;
const MOST: SeedSize = { items: 50_000, customers: 20_000, warehouses: 4 };

/**
 * A size with what was not asked for filled in: 40 customers and two warehouses, or from 1,000 items on two customers
 * for each five items and four warehouses. So 5,000 items come with 2,000 customers.
 * @throws Error when a figure is none of a seed
 */
export function seedSize(wish: Partial<SeedSize> = {}): SeedSize {
  const items = wish.items ?? SMALL.items;
  const large = items >= LARGE_FROM;
  const size = {
    items,
    customers: wish.customers ?? (large ? Math.floor(items * 0.4) : SMALL.customers),
    warehouses: wish.warehouses ?? (large ? MOST.warehouses : SMALL.warehouses),
  };
  for (const name of ['items', 'customers', 'warehouses'] as const) {
    const least = name === 'warehouses' ? 1 : SMALL[name];
    if (Number.isInteger(size[name]) && size[name] >= least && size[name] <= MOST[name]) continue;
    throw new Error(`${name} is a whole number from ${least} to ${MOST[name]}, not ${size[name]}`);
  }
  return size;
}

const GROUPS = [
  { group: 'PUMP', unit: 'EA', nouns: ['Centrifugal pump', 'Diaphragm pump', 'Gear pump', 'Dosing pump'], base: 240 },
  { group: 'VALVE', unit: 'EA', nouns: ['Ball valve', 'Check valve', 'Gate valve', 'Needle valve'], base: 38 },
  { group: 'SEAL', unit: 'BX', nouns: ['O-ring set', 'Shaft seal', 'Flange gasket', 'Lip seal'], base: 6 },
  { group: 'MOTOR', unit: 'EA', nouns: ['Induction motor', 'Servo motor', 'Gear motor', 'Brake motor'], base: 410 },
  { group: 'TOOL', unit: 'EA', nouns: ['Torque wrench', 'Pipe cutter', 'Crimping tool', 'Thread tap'], base: 55 },
  { group: 'SAFETY', unit: 'M', nouns: ['Safety hose', 'Cable guard', 'Barrier tape', 'Anchor line'], base: 3 },
] as const;

/** The items of the sandboxes: `PUMP-1001`, `VALVE-1002`, …; the same on every call, and the first ones of a longer list. */
export function catalogueItems(count = SMALL.items): CatalogueItem[] {
  return Array.from({ length: count }, (_, index) => {
    const group = GROUPS[index % GROUPS.length] ?? GROUPS[0];
    const size = 1 + Math.floor(index / GROUPS.length);
    const cents = group.base * 100 + ((index * 7919) % (group.base * 60));
    return {
      itemNumber: `${group.group}-${1001 + index}`,
      name: `${group.nouns[size % group.nouns.length]} DN${15 + size * 5}`,
      group: group.group,
      unit: group.unit,
      listPrice: (cents / 100).toFixed(2),
      weight: (0.2 + (index % 40) * 0.35).toFixed(3),
    };
  });
}

const CITIES = [
  { city: 'Austin', region: 'TX', postalCode: '78701', country: 'US', currency: 'USD' },
  { city: 'Chicago', region: 'IL', postalCode: '60607', country: 'US', currency: 'USD' },
  { city: 'Toronto', region: 'ON', postalCode: 'M5V 2T6', country: 'CA', currency: 'CAD' },
  { city: 'Leeds', region: '', postalCode: 'LS1 4AP', country: 'GB', currency: 'GBP' },
  { city: 'Hamburg', region: '', postalCode: '20095', country: 'DE', currency: 'EUR' },
  { city: 'Malmö', region: '', postalCode: '211 20', country: 'SE', currency: 'SEK' },
  { city: 'Bergen', region: '', postalCode: '5003', country: 'NO', currency: 'NOK' },
] as const;

const NAMES = [
  'Northwind Pumps',
  'Harbour Marine',
  'Cedar Ridge Dairy',
  'Fjord Kraft',
  'Atlas Process',
  'Blue Heron Brewing',
  'Granite Works',
  'Prairie Irrigation',
] as const;

/** The trading customers both sandboxes know: `C100001`, `C100002`, …; the same on every call. */
export function catalogueCustomers(count = SMALL.customers): CatalogueCustomer[] {
  return Array.from({ length: count }, (_, index) => {
    const place = CITIES[index % CITIES.length] ?? CITIES[0];
    const name = `${NAMES[index % NAMES.length]} ${Math.floor(index / NAMES.length) + 1}`;
    return {
      customerNumber: `C${100_001 + index}`,
      name,
      street: `${index + 1} Dock Road`,
      city: place.city,
      region: place.region,
      postalCode: place.postalCode,
      country: place.country,
      currency: place.currency,
      email: `buyer${index + 1}@example.test`,
    };
  });
}

/** Warehouses both sandboxes know; a small one has stock in the first two only. */
export const CATALOGUE_WAREHOUSES = [
  { code: '001', name: 'Main warehouse', city: 'Austin' },
  { code: '002', name: 'North warehouse', city: 'Chicago' },
  { code: '003', name: 'East warehouse', city: 'Newark' },
  { code: '004', name: 'West warehouse', city: 'Reno' },
] as const;
