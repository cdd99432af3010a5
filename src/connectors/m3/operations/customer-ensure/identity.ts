import type { M3Settings } from '../../setup/settings.ts';
import { cleanText, digestText } from '../values.ts';
import type { CustomerInput } from './input.ts';

const KEY_LENGTH = 10;
/** How the id of somebody begins whom the store knows by e-mail only. */
const MAIL_ID = 'email:';

/** Who a web customer is, on both sides. */
export interface CustomerIdentity {
  /** Id under which the link is kept. */
  readonly id: string;
  /** What stands in M3's search key. */
  readonly searchKey: string;
  /** The search key is made of an e-mail: whoever carries it is that person, in whichever store. */
  readonly keyOfMail: boolean;
  /** The number we would give; none when M3 numbers customers. */
  readonly ownNumber: string | undefined;
}

/** The id of a customer in the store: the store's own, or the e-mail of a guest in one form. */
export function storeIdOf({ storeCustomerId, guest, email }: CustomerInput): string {
  const id = cleanText(storeCustomerId);
  if (id && !guest) return id;
  const mail = cleanText(email).toLowerCase();
  return mail ? `${MAIL_ID}${mail}` : id;
}

/** Makes search key and number; both are always the same for the same customer. */
export function identify(input: CustomerInput, { customerNumberPrefix: prefix }: M3Settings): CustomerIdentity {
  const id = storeIdOf(input);
  const given = cleanText(input.searchKey).toUpperCase();
  const isGiven = given !== '' && given.length <= KEY_LENGTH;
  return {
    id,
    searchKey: isGiven ? given : shortKey(id, KEY_LENGTH),
    keyOfMail: !isGiven && id.startsWith(MAIL_ID),
    ownNumber: prefix && id ? prefix + ownPart(id, KEY_LENGTH - prefix.length) : undefined,
  };
}

/** The id itself where it fits and M3 can hold it, else a digest of it. */
function shortKey(id: string, length: number): string {
  return /^[A-Za-z0-9]+$/.test(id) && id.length <= length ? id.toUpperCase() : digestText(id, length);
}

/** A number is filled with zeros; anything else becomes a digest. */
function ownPart(id: string, length: number): string {
  return /^\d+$/.test(id) && id.length <= length ? id.padStart(length, '0') : shortKey(id, length);
}
