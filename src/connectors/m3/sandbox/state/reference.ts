/** Codes that the sandbox company has set up. Other values are refused, as M3 refuses what its tables do not hold. */

export const COMPANY = '100';

/** Division → name. */
export const DIVISIONS: Readonly<Record<string, string>> = {
  AAA: 'Northern Trading Inc',
  BBB: 'Northern Trading Europe',
};

/** Facility → its division and name. */
export const FACILITIES: Readonly<Record<string, { division: string; name: string }>> = {
  '001': { division: 'AAA', name: 'Austin' },
  '002': { division: 'BBB', name: 'Chicago' },
};

/** Order type → text. */
export const ORDER_TYPES: Readonly<Record<string, string>> = {
  WEB: 'Web shop order',
  STD: 'Standard order',
  RSH: 'Rush order',
  SMP: 'Sample order',
};

/** Delivery terms (TEDL) → text. */
export const DELIVERY_TERMS: Readonly<Record<string, string>> = {
  EXW: 'Ex works',
  FCA: 'Free carrier',
  FOB: 'Free on board',
  CPT: 'Carriage paid to',
  CIP: 'Carriage and insurance paid',
  DAP: 'Delivered at place',
  DDP: 'Delivered duty paid',
};

/** Delivery methods (MODL) → text. */
export const DELIVERY_METHODS: Readonly<Record<string, string>> = {
  GRD: 'Ground parcel',
  EXP: 'Express',
  OVN: 'Overnight',
  FRT: 'Freight',
  PCK: 'Customer picks up',
};

/** Payment terms (TEPY) → text and days to pay. */
export const PAYMENT_TERMS: Readonly<Record<string, { text: string; days: number }>> = {
  N10: { text: '10 days net', days: 10 },
  N14: { text: '14 days net', days: 14 },
  N30: { text: '30 days net', days: 30 },
  N45: { text: '45 days net', days: 45 },
  N60: { text: '60 days net', days: 60 },
  PRE: { text: 'Paid in advance', days: 0 },
  COD: { text: 'Cash on delivery', days: 0 },
};

/** Payment methods (PYCD) → text. */
export const PAYMENT_METHODS: Readonly<Record<string, string>> = {
  INV: 'Invoice',
  CCD: 'Credit card',
  PPL: 'Payment provider',
  WIR: 'Bank transfer',
};

/** Currency → units of it for one US dollar. */
export const CURRENCIES: Readonly<Record<string, string>> = {
  USD: '1',
  CAD: '1.36',
  GBP: '0.79',
  EUR: '0.92',
  SEK: '10.5',
  NOK: '10.8',
  JPY: '150',
  KWD: '0.31',
};

/** Country → name, currency, and the sales tax of this sandbox in per cent. */
export const COUNTRIES: Readonly<Record<string, { name: string; currency: string; taxPercent: string }>> = {
  CA: { name: 'Canada', currency: 'CAD', taxPercent: '13' },
  DE: { name: 'Germany', currency: 'EUR', taxPercent: '19' },
  DK: { name: 'Denmark', currency: 'EUR', taxPercent: '25' },
  FI: { name: 'Finland', currency: 'EUR', taxPercent: '25.5' },
  FR: { name: 'France', currency: 'EUR', taxPercent: '20' },
  GB: { name: 'United Kingdom', currency: 'GBP', taxPercent: '20' },
  IL: { name: 'Israel', currency: 'USD', taxPercent: '18' },
  NL: { name: 'Netherlands', currency: 'EUR', taxPercent: '21' },
  NO: { name: 'Norway', currency: 'NOK', taxPercent: '25' },
  SE: { name: 'Sweden', currency: 'SEK', taxPercent: '25' },
  US: { name: 'United States', currency: 'USD', taxPercent: '8.25' },
};

const WEB_TEMPLATE = {
  CUTP: '0',
  CUCD: 'USD',
  CSCD: 'US',
  LNCD: 'GB',
  ORTP: 'WEB',
  TEPY: 'N30',
  TEDL: 'DAP',
  MODL: 'GRD',
  PYCD: 'INV',
  WHLO: '001',
  FACI: '001',
  CUCL: 'WEB',
  VTCD: '1',
  TXAP: '1',
  BLCD: '0',
} as const;

/** Customer templates (CUTM) → name and what a new customer takes from it. */
export const CUSTOMER_TEMPLATES: Readonly<Record<string, { name: string; fields: Readonly<Record<string, string>> }>> =
  {
    WEBTEMPL: { name: 'Template web shop', fields: WEB_TEMPLATE },
    WEBTMPL: { name: 'Template web shop, short name', fields: WEB_TEMPLATE },
    EXPTEMPL: {
      name: 'Template export',
      fields: {
        CUTP: '0',
        CUCD: 'EUR',
        CSCD: 'DE',
        LNCD: 'GB',
        ORTP: 'STD',
        TEPY: 'N45',
        TEDL: 'FCA',
        MODL: 'FRT',
        PYCD: 'WIR',
        WHLO: '002',
        FACI: '002',
        CUCL: 'EXP',
        VTCD: '0',
        TXAP: '0',
        BLCD: '0',
      },
    },
  };

/** Alias category of the international article number. */
export const EAN_CATEGORY = '2';
