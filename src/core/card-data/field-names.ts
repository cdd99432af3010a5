/**
 * Which field names speak of cards, and which declare that their digits are something else. Names are compared
 * without case and punctuation: `Card_Number`, `cardNumber` and `card-number` are one.
 */

/** What a field name says about its value. */
export type FieldMeaning =
  /** A card number is expected here: any long digits count. */
  | 'card'
  /** The three or four digits on the card, or a PIN: never kept, not even masked. */
  | 'code'
  /** Content of the magnetic stripe or chip. */
  | 'track'
  /** Says nothing. */
  | 'other';

const CARD = /^(?:credit|debit|payment|bank|pay)*(?:card|cc)(?:number|num|numb|no|nr|nbr|pan)$/;
const PAN = /^(?:full|card|clear|raw)?pan$|^primaryaccountnumber$|^(?:credit|debit|payment)card$|^kortnummer$/;
const CODE =
  /^(?:credit|debit|payment)?(?:card|cc)?(?:cvv2?|cvc2?|cvn2?|csc|cid|cav2?|cvd|cvvcode|cvccode|securitycode)$/;
const CARD_CODE =
  /^(?:credit|debit|payment)?(?:card|cc)(?:verification(?:code|value|number|no)?|code|pin)$|^pin$|^pinblock$/;
const TRACK = /^(?:card)?track(?:[123]|one|two)?(?:data)?$|^(?:magstripe|magneticstripe|stripe)(?:data)?$|^emvdata$/;

/** What the name of a field says about its value. */
export function meaningOf(name: string): FieldMeaning {
  if (name.length > 60) return 'other';
  const plain = plainName(name);
  if (CARD.test(plain) || PAN.test(plain)) return 'card';
  if (CODE.test(plain) || CARD_CODE.test(plain)) return 'code';
  return TRACK.test(plain) ? 'track' : 'other';
}

/** A field whose long digits are declared to be no card number. */
export interface SafeField {
  readonly name: string;
  /** The longest such value; more digits are looked at again. */
  readonly mostDigits: number;
}

const E164_DIGITS = 15;
const GTIN_DIGITS = 14;

const named = (names: string, mostDigits: number): SafeField[] =>
  names.split(' ').map((name) => ({ name, mostDigits }));

/**
 * Names that are declared from the start: telephone numbers (E.164, 15 digits), article codes (GTIN, 14 digits),
 * order and parcel numbers, and payment references that carry a Luhn digit by design (KID in Norway, OCR in Sweden).
 */
export const SAFE_FIELDS: readonly SafeField[] = [
  ...named('phone phone1 phone2 phone3 phonenumber telephone mobile fax fax1', E164_DIGITS),
  ...named('gtin gtin13 gtin14 ean ean13 eancode upc barcode', GTIN_DIGITS),
  ...named('ordernumber orderid orderno weborder trackingnumber kid kidnumber ocr ocrnumber', 40),
];

/** Lower case, letters and digits only. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
