import type { Failure } from '../../../core/failure.ts';
import type { JsonSchema } from '../../../core/json.ts';
import type { MiRecord } from '../wire/request.ts';
import { listSchema, textSchema } from './schema.ts';
import { cleanText, fitText, invalid, shortPhone } from './values.ts';

/** A postal address in the words of the business. */
export interface PostalAddress {
  readonly name?: string;
  readonly addressLines?: readonly string[];
  readonly city?: string;
  readonly postalCode?: string;
  readonly region?: string;
  readonly country?: string;
  readonly phone?: string;
  readonly email?: string;
}

/** Addresses have the same limits everywhere; those of the customer are told. */
const customer = (field: string): JsonSchema => ({ 'x-source': `CRS610MI Add ${field}` });

/** Schema of the fields of {@link PostalAddress}. */
export const ADDRESS_PROPERTIES: JsonSchema = {
  name: textSchema('Receiver', customer('CUNM')),
  addressLines: listSchema({ type: 'string' }, { maxItems: 4 }),
  city: textSchema('City', customer('TOWN')),
  postalCode: textSchema('Postal code', customer('PONO')),
  region: textSchema('State, two characters', customer('ECAR')),
  country: textSchema('Country as M3 knows it, usually ISO 3166 alpha-2', customer('CSCD')),
  phone: textSchema('Phone', customer('PHNO')),
  email: textSchema('E-mail', customer('MAIL')),
};

const line = (index: number) => ({
  to: `CUA${index + 1}`,
  length: 36,
  what: `addressLines[${index}]`,
  of: ({ addressLines }: PostalAddress) => addressLines?.[index],
});

/** Texts that may be shortened, with a warning. */
const TEXTS = [
  { to: 'CUNM', length: 36, what: 'name', of: ({ name }: PostalAddress) => name },
  line(0),
  line(1),
  line(2),
  line(3),
  { to: 'TOWN', length: 20, what: 'city', of: ({ city }: PostalAddress) => city },
] as const;

/** Codes that are never shortened: a cut code is another code. */
const CODES = [
  { to: 'PONO', length: 10, what: 'postalCode' },
  { to: 'ECAR', length: 2, what: 'region' },
  { to: 'CSCD', length: 3, what: 'country' },
] as const;

const LONGEST_PHONE = 16;

/** An address in M3's names, and the phone apart, because its field differs by transaction. */
export interface ReadAddress {
  readonly fields: MiRecord;
  readonly phone: string;
}

/**
 * Makes an address fit M3's fields. Nothing when it is empty; a failure when a code is too long, or street or country
 * are missing. `path` is where the address stands in the input.
 */
export function readPostalAddress(
  address: PostalAddress,
  path: string,
  warnings: string[],
): ReadAddress | Failure | undefined {
  const at = (what: string): string => (path ? `${path}.${what}` : what);
  const fields: Record<string, string> = {};
  for (const { to, length, what, of } of TEXTS) {
    const value = cleanText(of(address));
    const fitting = fitText(value, length);
    if (fitting) fields[to] = fitting;
    if (fitting !== value) warnings.push(`${at(what)} was cut to ${length} characters: "${value}".`);
  }
  for (const { to, length, what } of CODES) {
    const value = cleanText(address[what]);
    if (value.length > length) return invalid(at(what), `${what} takes at most ${length} characters, not "${value}".`);
    if (value) fields[to] = value;
  }
  const hasPlace = Object.keys(fields).some((name) => name !== 'CUNM' && name !== 'CSCD');
  if (!hasPlace) return undefined;
  if (!fields['CUA1']) return invalid(at('addressLines'), 'The address has no street.');
  if (!fields['CSCD']) return invalid(at('country'), 'The address has no country.');
  const given = cleanText(address.phone);
  const phone = shortPhone(given, LONGEST_PHONE);
  if (phone.length <= LONGEST_PHONE) return { fields, phone };
  warnings.push(`${at('phone')} has more than ${LONGEST_PHONE} characters and was left out: "${given}".`);
  return { fields, phone: '' };
}
