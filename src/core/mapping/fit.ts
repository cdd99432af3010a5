import { parseDecimal } from '../decimal.ts';
import { compilePattern } from '../expression/functions/regex.ts';
import { cleanText, cutText } from '../expression/functions/text-cut.ts';
import type { Json, JsonObject, JsonSchema } from '../json.ts';
import { join, type Sink } from './sink.ts';

/**
 * Brings a mapped value into the form its target asks for, or says why that cannot be: numbers become text and the
 * other way round where nothing is lost, texts are cut at their longest length with a warning (addresses of mail never
 * are), and null counts as missing unless the target knows null. Returns undefined for a value that is left out.
 */
export type Fitter = (value: Json | undefined, path: string, sink: Sink) => Json | undefined;

/** Fields with up to this many characters are one line: line breaks and tabs become blanks. */
const ONE_LINE = 60;

const fitters = new WeakMap<JsonSchema, Fitter>();
const asIs: Fitter = (value) => value;

/** Compiles a schema into a fitter, once for each schema object. */
export function fitterOf(schema: JsonSchema | undefined): Fitter {
  if (schema === undefined) return asIs;
  let fitter = fitters.get(schema);
  if (fitter === undefined) fitters.set(schema, (fitter = withNull(schema, compile(schema))));
  return fitter;
}

function withNull(schema: JsonSchema, fitter: Fitter): Fitter {
  const type = schema['type'];
  const takesNull = type === undefined || type === 'null' || (Array.isArray(type) && type.includes('null'));
  return (value, path, sink) => {
    if (value === undefined || (value === null && !takesNull)) return undefined;
    return value === null ? null : fitter(value, path, sink);
  };
}

function compile(schema: JsonSchema): Fitter {
  const type = Array.isArray(schema['type']) ? schema['type'].find((each) => each !== 'null') : schema['type'];
  switch (type) {
    case 'string':
      return fitText(schema);
    case 'number':
    case 'integer':
      return fitNumber(schema, type);
    case 'boolean':
      return (value, path, sink) =>
        typeof value === 'boolean' ? value : wrong(value, path, sink, 'is not true or false');
    case 'array':
      return fitList(schema);
    case 'object':
      return fitRecord(schema);
    default:
      return fitEnum(schema);
  }
}

function wrong(value: Json | undefined, path: string, sink: Sink, message: string): undefined {
  sink.problem('flow.mapping-failed', path, '', `${describe(value)} ${message}`, value);
  return undefined;
}

function describe(value: Json | undefined): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'a record';
  const text = JSON.stringify(value ?? null);
  return text.length > 50 ? `${text.slice(0, 47)}…"` : text;
}

function fitText(schema: JsonSchema): Fitter {
  const longest = numberOf(schema['maxLength']);
  const shortest = numberOf(schema['minLength']) ?? 0;
  const { format } = schema;
  const cuttable = format === undefined && schema['pattern'] === undefined && schema['enum'] === undefined;
  const checkEnum = fitEnum(schema);
  const pattern = typeof schema['pattern'] === 'string' ? compilePattern(schema['pattern']) : undefined;
  return (value, path, sink) => {
    if (typeof value === 'object') return wrong(value, path, sink, 'is not a text');
    if (typeof value === 'boolean') return wrong(value, path, sink, 'is true or false, not a text');
    let text = String(value);
    if (longest !== undefined && longest <= ONE_LINE) text = cleanText(text);
    else if (text.includes('\0') || !text.isWellFormed()) text = text.toWellFormed().replaceAll(/[\0\ufffd]/g, '');
    if (text === '' && shortest > 0) return undefined;
    if (text.length < shortest) return wrong(text, path, sink, `is shorter than ${shortest} characters`);
    if (format === 'decimal' && parseDecimal(text) === undefined) return wrong(text, path, sink, 'is not a number');
    if (longest !== undefined && text.length > longest) {
      if (!cuttable) return wrong(text, path, sink, `is longer than ${longest} characters`);
      const cut = cutText(text, longest).trimEnd();
      sink.warn(path, `cut to ${longest} characters: "${cut}" (was ${text.length} characters)`);
      text = cut;
    }
    if (pattern !== undefined && !pattern.matcher(text).find())
      return wrong(text, path, sink, `does not fit ${pattern.pattern()}`);
    return checkEnum(text, path, sink);
  };
}

function fitNumber(schema: JsonSchema, type: 'number' | 'integer'): Fitter {
  const least = numberOf(schema['minimum']);
  const most = numberOf(schema['maximum']);
  return (value, path, sink) => {
    const decimal = typeof value === 'string' || typeof value === 'number' ? parseDecimal(String(value)) : undefined;
    if (decimal === undefined) return wrong(value, path, sink, 'is not a number');
    if (type === 'integer' && !decimal.isInteger()) return wrong(value, path, sink, 'is not a whole number');
    const number = decimal.toNumber();
    if (!decimal.eq(number)) return wrong(value, path, sink, 'has more digits than a number can carry');
    if (least !== undefined && number < least) return wrong(value, path, sink, `is less than ${least}`);
    if (most !== undefined && number > most) return wrong(value, path, sink, `is more than ${most}`);
    return number;
  };
}

function fitEnum(schema: JsonSchema): Fitter {
  const allowed = Array.isArray(schema['enum']) ? (schema['enum'] as readonly Json[]) : undefined;
  if (allowed === undefined) return asIs;
  return (value, path, sink) => {
    if (value !== undefined && allowed.includes(value)) return value;
    return wrong(value, path, sink, `is none of ${allowed.map((each) => String(each as string)).join(', ')}`);
  };
}

function fitList(schema: JsonSchema): Fitter {
  const fitItem = fitterOf(asSchema(schema['items']));
  const least = numberOf(schema['minItems']) ?? 0;
  const most = numberOf(schema['maxItems']);
  return (value, path, sink) => {
    if (!Array.isArray(value)) return wrong(value, path, sink, 'is not a list');
    const items: Json[] = [];
    for (const [index, each] of (value as readonly Json[]).entries()) {
      const item = fitItem(each, join(path, index), sink);
      if (item !== undefined) items.push(item);
    }
    if (items.length < least) return wrong(items, path, sink, `has fewer than ${least} elements`);
    if (most !== undefined && items.length > most) return wrong(items, path, sink, `has more than ${most} elements`);
    return items;
  };
}

function fitRecord(schema: JsonSchema): Fitter {
  const properties = Object.entries(asSchema(schema['properties']) ?? {});
  const fields = new Map(properties.map(([name, each]) => [name, fitterOf(asSchema(each))]));
  const required = Array.isArray(schema['required']) ? (schema['required'] as readonly string[]) : [];
  const closed = schema['additionalProperties'] === false;
  const fitOther = fitterOf(asSchema(schema['additionalProperties']));
  return (value, path, sink) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return wrong(value, path, sink, 'is not a record');
    const record: Record<string, Json> = {};
    const before = sink.problems.length;
    for (const [name, each] of Object.entries(value as JsonObject)) {
      const fitter = fields.get(name);
      // A record that was copied as a whole may have more fields than the target asks for.
      if (fitter === undefined && closed) continue;
      const fitted = (fitter ?? fitOther)(each, join(path, name), sink);
      if (fitted !== undefined) record[name] = fitted;
    }
    const reported = sink.problems.slice(before);
    for (const name of required) {
      const at = join(path, name);
      if (record[name] !== undefined || reported.some((problem) => problem.path.startsWith(at))) continue;
      sink.problem('flow.mapping-failed', at, '', 'is required, and there is no value for it');
    }
    return record;
  };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function asSchema(value: unknown): JsonSchema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : undefined;
}
