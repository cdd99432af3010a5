/** The two systems that hold one record. */
export const SIDES = ['m3', 'store'] as const;
export type Side = (typeof SIDES)[number];

/**
 * Who decides about a field. One of the sides: its value counts, whatever the other says. `last-change`: whoever
 * changed it last. `person`: as long as one side alone changed it that change counts, otherwise somebody decides.
 */
export const OWNERS = ['m3', 'store', 'last-change', 'person'] as const;
export type Owner = (typeof OWNERS)[number];

/** What kind of value a field holds; it says which differences are none. */
export const FIELD_KINDS = ['text', 'lines', 'phone', 'email', 'code', 'decimal', 'flag'] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

/** What a side does to a value when it stores it. */
export interface SideLimit {
  /** Most characters it keeps. */
  readonly maxLength?: number;
  /** It turns letters to upper case. */
  readonly upperCase?: boolean;
}

/** How one field is compared, and who owns it. */
export interface FieldRule {
  readonly kind: FieldKind;
  readonly owner: Owner;
  /** False: the owner's empty value counts at the first meeting, as for a limit that finance has not given. */
  readonly fill?: boolean;
  /** Upper and lower case are the same; always so for `email` and `code`. */
  readonly ignoreCase?: boolean;
  /** Other spellings of a value, such as `UK` for `GB`; keys in upper case. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Fields of one group, such as the parts of an address, never come half from one side and half from the other. */
  readonly group?: string;
  readonly m3?: SideLimit;
  readonly store?: SideLimit;
}

/** A value in the one form in which values are compared; null for empty. */
export type Canonical = string | null;

/** Fingerprints of what a field was on each side when both were last known to agree. */
export interface FieldShadow {
  readonly m3: string;
  readonly store: string;
}

/** A value that we wrote to one side, by which loops are known. */
export interface FieldWrite {
  readonly field: string;
  readonly to: Side;
  /** Fingerprint of the value. */
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What is remembered of one pair of records: fingerprints, never values. */
export interface Shadow {
  readonly fields: Readonly<Record<string, FieldShadow>>;
  /** Our writes of late, oldest first. */
  readonly writes: readonly FieldWrite[];
}

export const NO_SHADOW: Shadow = { fields: {}, writes: [] };

/** The other side. */
export function otherSide(side: Side): Side {
  return side === 'm3' ? 'store' : 'm3';
}
