import { type Random, seededRandom } from '../src/connectors/kit/sandbox/random.ts';

export type Side = 'm3' | 'store';

/** One field of a customer: who decides about it, and what it is called on each side. */
export interface EditField {
  readonly name: 'name' | 'vatNumber' | 'creditLimit' | 'email' | 'phone' | 'street' | 'city';
  readonly owner: Side;
  /** M3's name, and how much of it M3 keeps. */
  readonly m3: string;
  readonly length: number;
  /** The store's name, and whether it stands at the address. Credit limits are not edited in the store. */
  readonly store: string;
  readonly at: 'account' | 'address' | 'nowhere';
  /** A value that no other edit has. */
  fresh(serial: number, random: Random): string;
  /** The same value in another spelling, as this side may hold it. */
  respelt(value: string, side: Side): string;
}

/** One edit of a person. `real`: it means something else than what counted before. */
export interface Edit {
  readonly customerNumber: string;
  readonly side: Side;
  readonly field: EditField['name'];
  readonly value: string;
  readonly real: boolean;
  /** Both sides were edited at once; the owner's value counts. */
  readonly conflict: boolean;
}

export interface EditPlan {
  readonly edits: readonly Edit[];
  /** What counts at the end, by `customer/field`; fields that only the other side was edited of are left out. */
  readonly final: ReadonlyMap<string, string>;
}

const upper = (value: string): string => value.toUpperCase();
const long = 'of Skåne and Öresund Machinery';

/** The fields with the owners that the flows begin with. */
export const EDIT_FIELDS: readonly EditField[] = [
  {
    name: 'name',
    owner: 'm3',
    m3: 'CUNM',
    length: 36,
    store: 'Name',
    at: 'account',
    fresh: (serial, random) => (random.chance(0.5) ? `Åberg ${serial} ${long}`.slice(0, 36).trim() : `Lindö ${serial}`),
    // What M3 cut off, blanks that do not break, letters in two parts.
    respelt: (value, side) =>
      side === 'm3' ? value.replace(' ', '\u00a0') : value.length === 36 ? `${value} AB` : decomposed(value),
  },
  {
    name: 'vatNumber',
    owner: 'm3',
    m3: 'VRNO',
    length: 16,
    store: 'EIN',
    at: 'account',
    fresh: (serial) => `SE${String(serial).padStart(12, '5')}`,
    respelt: (value, side) =>
      side === 'm3'
        ? `${value.slice(0, 2)} ${value.slice(2)}`
        : `${value.slice(0, 2).toLowerCase()} ${value.slice(2, 8)}-${value.slice(8)}`,
  },
  {
    name: 'creditLimit',
    owner: 'm3',
    m3: 'CRLM',
    length: 15,
    store: 'Credit',
    at: 'nowhere',
    fresh: (serial) => String(1_000 + serial),
    respelt: (value) => `${value}.00`,
  },
  {
    name: 'email',
    owner: 'store',
    m3: 'MAIL',
    length: 50,
    store: 'Email',
    at: 'account',
    fresh: (serial) => `buyer.${serial}@edits.example`,
    respelt: (value, side) => (side === 'm3' ? upper(value) : value.replace('b', 'B')),
  },
  {
    name: 'phone',
    owner: 'store',
    m3: 'PHNO',
    length: 16,
    store: 'Phone',
    at: 'account',
    fresh: (serial) => `+46 40 ${String(serial).padStart(6, '1')}`,
    respelt: (value, side) => (side === 'm3' ? value.replaceAll(' ', '-') : value.replace('+', '00 ')),
  },
  {
    name: 'street',
    owner: 'store',
    m3: 'CUA1',
    length: 36,
    store: 'Street1',
    at: 'address',
    fresh: (serial) => `${serial} Långgatan`,
    respelt: (value, side) => (side === 'm3' ? upper(value) : decomposed(value)),
  },
  {
    name: 'city',
    owner: 'store',
    m3: 'TOWN',
    length: 20,
    store: 'City',
    at: 'address',
    fresh: (serial, random) => (random.chance(0.5) ? `${serial} Malmö` : `${serial} Llanfairpwllgwyngyll by the sea`),
    respelt: (value, side) => (side === 'm3' ? upper(value.slice(0, 20)) : upper(value)),
  },
];

const CONFLICTS = 0.05;
const REAL = 0.6;
/** Edits by the side that does not own the field, which are put back. */
const FOREIGN = 0.15;

/** Edits of both sides, the same for the same seed: new values, other spellings, both sides at once. */
export function planEdits(customerNumbers: readonly string[], wish: { edits: number; seed: number }): EditPlan {
  const random = seededRandom(wish.seed);
  const edits: Edit[] = [];
  const final = new Map<string, string>();
  let serial = 0;
  while (edits.length < wish.edits) {
    const customerNumber = random.pick(customerNumbers);
    const field = random.pick(EDIT_FIELDS);
    const key = `${customerNumber}/${field.name}`;
    const counts = final.get(key);
    const other: Side = field.owner === 'm3' ? 'store' : 'm3';
    const both = field.at !== 'nowhere';
    const edit = (side: Side, value: string, real: boolean, conflict = false): void => {
      edits.push({ customerNumber, side, field: field.name, value, real, conflict });
    };
    const own = (conflict: boolean): void => {
      const value = field.fresh((serial += 1), random);
      final.set(key, value);
      edit(field.owner, value, true, conflict);
    };
    if (counts === undefined || random.chance(REAL)) {
      const conflict = both && random.chance(CONFLICTS / REAL);
      if (conflict) edit(other, field.fresh((serial += 1), random).slice(0, field.length), true, true);
      own(conflict);
    } else if (both && random.chance(FOREIGN / (1 - REAL))) {
      edit(other, field.fresh((serial += 1), random).slice(0, field.length), true);
    } else {
      const side = both && random.chance(0.5) ? other : field.owner;
      edit(side, field.respelt(counts, side), false);
    }
  }
  return { edits, final };
}

/** Letters and their marks apart, as some keyboards and files have them. */
function decomposed(value: string): string {
  return value.normalize('NFD');
}
