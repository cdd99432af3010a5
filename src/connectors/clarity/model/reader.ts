import { Decimal, parseDecimal } from '../../../core/decimal.ts';
import type { Json } from '../../../core/json.ts';
import { parseStamp } from './source-time.ts';

/** A value that is there but is not what it should be. */
export interface ReadFault {
  /** Where in the store's record: `SalesItems[2].Quantity`. */
  readonly path: string;
  readonly message: string;
}

/** How one generation of the store writes its records. */
export interface ReaderSource {
  /** Zone of stamps without offset. */
  readonly zone: string;
  /** This generation's name of a member that the decoders know by the name of the older one. */
  readonly nameOf: (name: string) => string;
}

/** Longest text that is taken over; longer ones are cut, for no field of an order means more. */
const LONGEST_TEXT = 10_000;
const UNDECODABLE = /\p{Surrogate}|\0/gu;
const LINE_BREAKERS = /[\p{Cc}\u2028\u2029]+/gu;
const CONTROLS_BUT_LINES = /[^\P{Cc}\n\t]/gu;

/**
 * Reads named members of a record from outside. Only what is asked for by name can be in the result, so a decoder that
 * is written with a reader is an allow-list. Absent, null and empty are the same: absent. What is there but of another
 * kind is collected as a fault with its path, and reading goes on.
 */
export class Reader {
  readonly #value: Readonly<Record<string, Json | undefined>>;
  readonly #path: string;
  readonly #source: ReaderSource;
  readonly faults: ReadFault[];

  constructor(value: Json, source: ReaderSource, path = '', faults: ReadFault[] = []) {
    this.#path = path;
    this.#source = source;
    this.faults = faults;
    this.#value = isRecord(value) ? value : {};
    if (!isRecord(value)) this.#fault('', `is ${kindOf(value)} instead of a record`);
  }

  /** True when the member is there at all. */
  has(name: string): boolean {
    return this.#member(name) !== undefined;
  }

  /** Names of the record's own members. */
  names(): readonly string[] {
    return Object.keys(this.#value);
  }

  /** A text on one line: line ends, tabs and control characters become a blank; NUL and lone surrogates go. */
  text(name: string): string | undefined {
    return this.#read(name, readLine);
  }

  /** A text that may have several lines. */
  lines(name: string): string | undefined {
    return this.#read(name, readLines);
  }

  /** A key or number that identifies something, as text without loss. */
  id(name: string): string | undefined {
    return this.#read(name, readId);
  }

  /** A number as exact text without exponent and without superfluous zeros. */
  decimal(name: string): string | undefined {
    return this.#read(name, readDecimal);
  }

  flag(name: string): boolean | undefined {
    return this.#read(name, (value) => (typeof value === 'boolean' ? { value } : fault(value, 'true or false')));
  }

  /** An instant as ISO 8601 in UTC; a stamp without offset is taken in the store's zone. */
  time(name: string): string | undefined {
    return this.#read(name, (value) => {
      const instant = typeof value === 'string' ? parseStamp(value, this.#source.zone) : undefined;
      return instant === undefined ? fault(value, 'a time') : { value: new Date(instant).toISOString() };
    });
  }

  /** A nested record, or undefined when it is absent. */
  record(name: string): Reader | undefined {
    const value = this.#member(name);
    return value === undefined ? undefined : this.#child(value, this.#source.nameOf(name));
  }

  /** A nested record by a name that was learnt from `names`, not from a decoder. */
  recordNamed(name: string): Reader | undefined {
    const value = this.#own(name);
    return value === undefined ? undefined : this.#child(value, name);
  }

  /** The value, or `otherwise` and a fault when a member that must be there is not. */
  need<T>(name: string, value: T | undefined, otherwise: T): T {
    if (value === undefined && !this.has(name)) this.#fault(this.#source.nameOf(name), 'is missing');
    return value ?? otherwise;
  }

  /** A list of plain ids; empty when it is absent. */
  ids(name: string): readonly string[] {
    const value = this.#member(name);
    if (!Array.isArray(value)) return [];
    return (value as readonly Json[])
      .filter((item) => typeof item === 'string' || typeof item === 'number')
      .map(String)
      .filter((item) => /^[\w-]+$/.test(item));
  }

  /** Nested records of a list; empty when it is absent. */
  records(name: string): readonly Reader[] {
    const value = this.#member(name);
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.#fault(this.#source.nameOf(name), `is ${kindOf(value)} instead of a list`);
      return [];
    }
    const member = this.#source.nameOf(name);
    return (value as readonly Json[]).map((item, index) => this.#child(item, `${member}[${index}]`));
  }

  #read<T>(name: string, read: (value: Json) => Read<T>): T | undefined {
    const value = this.#member(name);
    if (value === undefined) return undefined;
    const result = read(value);
    if ('fault' in result) this.#fault(this.#source.nameOf(name), result.fault);
    return 'fault' in result ? undefined : result.value;
  }

  #member(name: string): Json | undefined {
    return this.#own(this.#source.nameOf(name));
  }

  #own(name: string): Json | undefined {
    const value = Object.hasOwn(this.#value, name) ? this.#value[name] : undefined;
    return value === null || value === '' ? undefined : value;
  }

  #child(value: Json, name: string): Reader {
    return new Reader(value, this.#source, this.#pathOf(name), this.faults);
  }

  #pathOf(name: string): string {
    return this.#path === '' ? name : name === '' ? this.#path : `${this.#path}.${name}`;
  }

  #fault(name: string, message: string): void {
    this.faults.push({ path: this.#pathOf(name), message });
  }
}

type Read<T> = { readonly value: T | undefined } | { readonly fault: string };

/** Texts that are in order as they are; nearly all of a store's are. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Puts a text into one form: Unicode NFC (D03), no NUL, no lone surrogates, no more than 10,000 characters. */
export function cleanText(text: string): string {
  if (text.length <= LONGEST_TEXT && PLAIN.test(text)) return text;
  return text.slice(0, LONGEST_TEXT).replace(UNDECODABLE, '').normalize('NFC');
}

function readLine(value: Json): Read<string> {
  if (typeof value === 'number') return { value: String(value) };
  if (typeof value !== 'string') return fault(value, 'a text');
  return present(cleanText(value).replace(LINE_BREAKERS, ' ').trim());
}

function readLines(value: Json): Read<string> {
  if (typeof value !== 'string') return fault(value, 'a text');
  return present(cleanText(value.replaceAll('\r\n', '\n')).replace(CONTROLS_BUT_LINES, ' ').trim());
}

function readId(value: Json): Read<string> {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? { value: String(value) } : fault(value, 'a whole number');
  return typeof value === 'string' ? present(cleanText(value).trim()) : fault(value, 'a text or whole number');
}

function readDecimal(value: Json): Read<string> {
  if (typeof value === 'number') {
    // Without an exponent a double's own shortest text is the decimal that was written.
    const text = String(value);
    if (Number.isFinite(value) && !text.includes('e')) return { value: text };
  }
  const number =
    typeof value === 'number' ? new Decimal(value) : typeof value === 'string' ? parseDecimal(value) : undefined;
  return number === undefined || !number.isFinite() ? fault(value, 'a number') : { value: number.plus(0).toFixed() };
}

const present = (text: string): Read<string> => ({ value: text === '' ? undefined : text });

function fault(value: Json, wanted: string): { readonly fault: string } {
  const shown = typeof value === 'string' ? `"${cleanText(value).slice(0, 40)}"` : kindOf(value);
  return { fault: `is ${shown} instead of ${wanted}` };
}

function isRecord(value: Json): value is Readonly<Record<string, Json | undefined>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: Json): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object'
    ? 'a record'
    : typeof value === 'string'
      ? 'a text'
      : `the ${typeof value} ${String(value)}`;
}
