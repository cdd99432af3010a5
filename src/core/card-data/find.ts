import type { Json } from '../json.ts';
import { type FieldMeaning, meaningOf, plainName, SAFE_FIELDS, type SafeField } from './field-names.ts';
import { blankString, type NestedScan, type StringFinding, type StringPlace } from './scan-string.ts';

/** A place where card data was found. Never carries more of a number than its first six and last four digits. */
export interface CardFinding {
  /** Where, for example `lines[2].notes`; empty for a text as a whole. */
  readonly path: string;
  /** `unreadable`: nested too deeply to be looked through, so it counts as found. */
  readonly kind: 'number' | 'code' | 'track' | 'unreadable';
  /** First six and last four digits of a number; stars for a code. */
  readonly masked: string;
  /** True when it stood in base64. */
  readonly encoded: boolean;
}

export interface CardDataOptions {
  /** Fields of this source whose digits are declared to be something else, besides `SAFE_FIELDS`. */
  readonly safeFields?: readonly SafeField[];
}

export interface CardDataScan {
  readonly findings: readonly CardFinding[];
  /** The value with each finding masked or removed; the very same value when nothing was found. */
  readonly blanked: Json;
}

/** Deeper nesting than any order has. */
const DEEPEST = 100;
/** More findings than this in one value tell nothing new. */
const MOST_FINDINGS = 100;

const LABEL_MEMBERS = ['Key', 'Name', 'key', 'name', 'Field', 'field', 'label', 'Label'] as const;
const VALUE_MEMBERS = new Set(['value', 'val', 'text', 'content', 'data']);

/**
 * Looks for card numbers, card codes and track data in a JSON value or in a text of any form (XML, form fields, prose),
 * in values, numbers and keys, also one level deep inside base64 and inside JSON that is carried as text.
 * Promises nothing about numbers that were taken apart on purpose.
 */
export function findCardData(value: Json, options: CardDataOptions = {}): readonly CardFinding[] {
  return scanCardData(value, options).findings;
}

/** Finds card data and blanks it in the same walk. Pure: the given value is not changed. */
export function scanCardData(value: Json, options: CardDataOptions = {}): CardDataScan {
  return scan(value, options, (nested) => scan(nested, options));
}

const ANYWHERE: StringPlace = { meaning: 'other', safeDigits: 0 };

function scan(value: Json, options: CardDataOptions, scanNested?: NestedScan): CardDataScan {
  const walk = new Walk(options, scanNested);
  const blanked = walk.value(value, ANYWHERE, 0);
  return { findings: walk.findings, blanked };
}

/** Names that are remembered at most: they come from outside, and nobody may fill the memory with them. */
const MOST_NAMES = 2_000;

/** What is known of field names under one declaration of safe fields. Orders repeat the same few dozen all the time. */
interface KnownNames {
  readonly places: Map<string, StringPlace>;
  readonly safe: ReadonlyMap<string, number>;
}

/** One walk over one value. */
class Walk {
  readonly findings: CardFinding[] = [];
  private readonly path: (string | number)[] = [];
  private readonly names: KnownNames;
  /** Labels are values, a person's name among them: what is learnt of them ends with the walk. */
  private readonly labels = new Map<string, FieldMeaning>();
  private readonly scanNested: NestedScan | undefined;

  constructor(options: CardDataOptions, scanNested?: NestedScan) {
    this.scanNested = scanNested;
    this.names = namesUnder(options.safeFields);
  }

  value(value: Json, place: StringPlace, depth: number): Json {
    if (typeof value === 'string') return this.text(value, value, place);
    if (typeof value === 'number') return this.text(value, numberText(value), place);
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= DEEPEST) {
      this.found({ kind: 'unreadable', masked: '[removed]', encoded: false });
      return null;
    }
    return isList(value) ? this.list(value, place, depth) : this.object(value, place, depth);
  }

  private text(original: string | number, text: string, place: StringPlace): Json {
    const result = blankString(text, place, this.scanNested);
    if (result === undefined) return original;
    for (const finding of result.findings) this.found(finding);
    return result.blanked;
  }

  private list(items: readonly Json[], place: StringPlace, depth: number): Json {
    let copy: Json[] | undefined;
    for (const [index, item] of items.entries()) {
      this.path.push(index);
      const blanked = this.value(item, place, depth + 1);
      this.path.pop();
      if (blanked !== item) {
        copy ??= [...items];
        copy[index] = blanked;
      }
    }
    return copy ?? items;
  }

  private object(object: { readonly [key: string]: Json | undefined }, outer: StringPlace, depth: number): Json {
    const declared = this.declaredMeaning(object, outer.meaning);
    let changed = false;
    const entries: [string, Json | undefined][] = [];
    for (const key of Object.keys(object)) {
      const member = object[key];
      const name = this.key(key);
      this.path.push(name);
      const place = this.placeOf(key, declared);
      const blanked = member === undefined ? undefined : this.value(member, place, depth + 1);
      this.path.pop();
      if (blanked !== member || name !== key) changed = true;
      entries.push([name, blanked]);
    }
    // fromEntries defines members, so a key called __proto__ stays an ordinary key.
    return changed ? Object.fromEntries(entries) : object;
  }

  /** The key as it may be shown. */
  private key(key: string): string {
    const result = key.length < 13 ? undefined : blankString(key, ANYWHERE);
    if (result === undefined) return key;
    this.path.push(result.blanked);
    for (const finding of result.findings) this.found(finding);
    this.path.pop();
    return result.blanked;
  }

  // Attribute lists say the field's name in a member of its own: {"Key": "CVV", "Value": "123"}.
  private declaredMeaning(object: { readonly [key: string]: Json | undefined }, inherited: FieldMeaning): FieldMeaning {
    for (const member of LABEL_MEMBERS) {
      const label = object[member];
      if (typeof label !== 'string') continue;
      const meaning = this.labels.get(label) ?? meaningOf(label);
      this.labels.set(label, meaning);
      if (meaning !== 'other') return meaning;
    }
    return inherited;
  }

  private placeOf(key: string, declared: FieldMeaning): StringPlace {
    const known = this.names.places.get(key) ?? this.learn(key);
    if (declared === 'other' || known.meaning !== 'other') return known;
    return VALUE_MEMBERS.has(key.toLowerCase()) ? { meaning: declared, safeDigits: 0 } : known;
  }

  private learn(key: string): StringPlace {
    const { places, safe } = this.names;
    const place = { meaning: meaningOf(key), safeDigits: safe.get(plainName(key)) ?? 0 };
    if (key.length <= 60 && places.size < MOST_NAMES) places.set(key, place);
    return place;
  }

  private found(finding: StringFinding): void {
    if (this.findings.length >= MOST_FINDINGS) return;
    this.findings.push({ path: pathText(this.path), ...finding });
  }
}

const safeMap = (fields: readonly SafeField[]): Map<string, number> =>
  new Map(fields.map((field) => [plainName(field.name), field.mostDigits]));

const DEFAULT_NAMES: KnownNames = { places: new Map(), safe: safeMap(SAFE_FIELDS) };
const declared = new WeakMap<readonly SafeField[], KnownNames>();

function namesUnder(safeFields: readonly SafeField[] | undefined): KnownNames {
  if (safeFields === undefined) return DEFAULT_NAMES;
  const known = declared.get(safeFields);
  if (known !== undefined) return known;
  const names = { places: new Map<string, StringPlace>(), safe: safeMap([...SAFE_FIELDS, ...safeFields]) };
  declared.set(safeFields, names);
  return names;
}

const isList = (value: readonly Json[] | object): value is readonly Json[] => Array.isArray(value);

// 1e21 and the like have no digits of their own to look at.
const numberText = (value: number): string => (Number.isInteger(value) ? value.toFixed(0) : String(value));

function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}
