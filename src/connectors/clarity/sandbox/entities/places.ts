import { type EntityDefinition, integer, NAMED, named, text } from './definition.ts';

/** Brands, stores, currencies, countries and regions, and the store's own error log. */
export const PLACE_ENTITIES: readonly EntityDefinition[] = [
  { name: 'Brand', plural: 'Brands', area: 'Brands', fields: NAMED, publicCatalogue: true },
  {
    name: 'Store',
    plural: 'Stores',
    area: 'Stores',
    fields: { ...NAMED, SeoUrl: text(512) },
    references: { Brand: named('Brand') },
    publicCatalogue: true,
  },
  {
    name: 'Currency',
    plural: 'Currencies',
    area: 'Currencies',
    fields: {
      ...NAMED,
      ISO4217Alpha: text(3),
      ISO4217Numeric: integer,
      DecimalPlaceAccuracy: integer,
      Symbol: text(8),
    },
    publicCatalogue: true,
  },
  {
    name: 'Country',
    plural: 'Countries',
    area: 'Geography',
    fields: { ...NAMED, Code: text(50), ISO3166Alpha2: text(2), ISO3166Alpha3: text(3), ISO3166Numeric: integer },
    publicCatalogue: true,
  },
  {
    name: 'Region',
    plural: 'Regions',
    area: 'Geography',
    fields: { ...NAMED, Code: text(50) },
    references: { Country: { entity: 'Country', flatten: { Key: 'CustomKey', Code: 'Code', Name: 'Name' } } },
    publicCatalogue: true,
  },
  {
    name: 'EventLog',
    plural: 'EventLogs',
    area: 'Structure',
    fields: { ...NAMED, LogLevel: integer, DataID: integer },
    readOnly: true,
  },
];
