import type { StoreState } from '../state/store.ts';

/** Country codes are alpha-3, as the store keeps them. */
const COUNTRIES = [
  { code: 'USA', alpha2: 'US', numeric: 840, name: 'United States of America' },
  { code: 'CAN', alpha2: 'CA', numeric: 124, name: 'Canada' },
  { code: 'GBR', alpha2: 'GB', numeric: 826, name: 'United Kingdom' },
  { code: 'DEU', alpha2: 'DE', numeric: 276, name: 'Germany' },
  { code: 'SWE', alpha2: 'SE', numeric: 752, name: 'Sweden' },
  { code: 'NOR', alpha2: 'NO', numeric: 578, name: 'Norway' },
  { code: 'ISL', alpha2: 'IS', numeric: 352, name: 'Iceland' },
  { code: 'ISR', alpha2: 'IL', numeric: 376, name: 'Israel' },
] as const;

const REGIONS = [
  { code: 'TX', name: 'Texas', country: 'USA' },
  { code: 'IL', name: 'Illinois', country: 'USA' },
  { code: 'CA', name: 'California', country: 'USA' },
  { code: 'NY', name: 'New York', country: 'USA' },
  { code: 'ON', name: 'Ontario', country: 'CAN' },
  { code: 'QC', name: 'Quebec', country: 'CAN' },
] as const;

const CURRENCIES = [
  { code: 'USD', name: 'US dollar', numeric: 840, decimals: 2, symbol: '$' },
  { code: 'CAD', name: 'Canadian dollar', numeric: 124, decimals: 2, symbol: 'CA$' },
  { code: 'GBP', name: 'Pound sterling', numeric: 826, decimals: 2, symbol: '£' },
  { code: 'EUR', name: 'Euro', numeric: 978, decimals: 2, symbol: '€' },
  { code: 'SEK', name: 'Swedish krona', numeric: 752, decimals: 2, symbol: 'kr' },
  { code: 'NOK', name: 'Norwegian krone', numeric: 578, decimals: 2, symbol: 'kr' },
  { code: 'JPY', name: 'Yen', numeric: 392, decimals: 0, symbol: '¥' },
  { code: 'KWD', name: 'Kuwaiti dinar', numeric: 414, decimals: 3, symbol: 'KD' },
  { code: 'ISK', name: 'Icelandic króna', numeric: 352, decimals: 0, symbol: 'kr' },
] as const;

const BRANDS = [
  { key: 'MAIN', name: 'Landbridge Supply' },
  { key: 'OUTLET', name: 'Landbridge Outlet' },
] as const;

const STORES = [
  { key: 'MAIN-US', name: 'Supply, United States', brand: 'MAIN' },
  { key: 'MAIN-EU', name: 'Supply, Europe', brand: 'MAIN' },
  { key: 'OUTLET-US', name: 'Outlet, United States', brand: 'OUTLET' },
] as const;

/** Brands, stores, currencies, countries and regions. */
export function seedPlaces(state: StoreState): void {
  for (const brand of BRANDS) state.insert('Brand', { CustomKey: brand.key, Name: brand.name });
  for (const store of STORES) {
    const BrandID = state.entity('Brand').byKey(store.brand)?.ID;
    state.insert('Store', { CustomKey: store.key, Name: store.name, BrandID });
  }
  for (const { code, name, numeric, decimals, symbol } of CURRENCIES) {
    const iso = { ISO4217Alpha: code, ISO4217Numeric: numeric, DecimalPlaceAccuracy: decimals, Symbol: symbol };
    state.insert('Currency', { CustomKey: code, Name: name, ...iso });
  }
  for (const { code, alpha2, numeric, name } of COUNTRIES) {
    const iso = { ISO3166Alpha2: alpha2, ISO3166Alpha3: code, ISO3166Numeric: numeric };
    state.insert('Country', { CustomKey: code, Name: name, Code: code, ...iso });
  }
  for (const { code, name, country } of REGIONS) {
    const CountryID = state.entity('Country').byKey(country)?.ID;
    state.insert('Region', { CustomKey: `${country}-${code}`, Name: name, Code: code, CountryID });
  }
}

/** The store's alpha-3 code of an alpha-2 one. */
export function storeCountry(alpha2: string): string {
  return COUNTRIES.find((country) => country.alpha2 === alpha2)?.code ?? 'USA';
}
