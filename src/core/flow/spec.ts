import type { JsonObject, JsonSchema } from '../json.ts';
import { suggest } from '../suggest.ts';
import type { DocPath, Report } from './findings.ts';

/**
 * What may stand at a place in a file, declared once: the check that finds faults in words, the JSON Schema that
 * editors complete from, and the order in which the formatter writes keys all come from it.
 */
export interface Spec {
  readonly schema: JsonSchema;
  check(value: unknown, at: DocPath, report: Report): void;
  /** The same value with its keys in canonical order. */
  arrange(value: unknown): unknown;
}

export interface FieldSpec {
  readonly spec: Spec;
  readonly required?: boolean;
}

const same = (value: unknown): unknown => value;

/** A value in words, for messages. */
export function nameOfValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a record';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'boolean' ? 'true or false' : 'a number';
}

function wrongType(wanted: string, value: unknown, at: DocPath, report: Report): void {
  const hint = wanted === 'a text' && (typeof value === 'number' || typeof value === 'boolean');
  const suggestion = hint ? { suggestion: `"${String(value)}"` } : {};
  report({
    at,
    severity: 'error',
    code: 'wrong-type',
    message: `${wanted} is needed here, not ${nameOfValue(value)}`,
    ...suggestion,
  });
}

/** A text; `pattern` is told in words by `what`. */
export function text(description: string, pattern?: { readonly source: string; readonly what: string }): Spec {
  const expression = pattern === undefined ? undefined : new RegExp(pattern.source);
  return {
    schema: { type: 'string', description, ...(pattern === undefined ? {} : { pattern: pattern.source }) },
    check(value, at, report) {
      if (typeof value !== 'string') wrongType('a text', value, at, report);
      else if (expression?.test(value) === false) {
        report({
          at,
          severity: 'error',
          code: 'wrong-value',
          message: `"${value.slice(0, 60)}" is not ${pattern?.what ?? ''}`,
        });
      }
    },
    arrange: same,
  };
}

/** One of some words. */
export function choice(description: string, values: readonly string[]): Spec {
  return {
    schema: { enum: values, description },
    check(value, at, report) {
      if (typeof value === 'string' && values.includes(value)) return;
      const meant = typeof value === 'string' ? suggest(value, values) : undefined;
      const shown = typeof value === 'string' ? `"${value.slice(0, 60)}"` : nameOfValue(value);
      const message = `${shown} is not one of ${values.join(', ')}`;
      report({
        at,
        severity: 'error',
        code: 'wrong-value',
        message,
        ...(meant === undefined ? {} : { suggestion: meant }),
      });
    },
    arrange: same,
  };
}

/** Exactly this value. */
export function exactly(value: number, description: string): Spec {
  return {
    schema: { const: value, description },
    check(given, at, report) {
      if (given === value) return;
      report({
        at,
        severity: 'error',
        code: 'wrong-value',
        message: `only ${value} is known here`,
        suggestion: String(value),
      });
    },
    arrange: same,
  };
}

/** A whole number from a least to a greatest. */
export function integer(description: string, least: number, most: number): Spec {
  return {
    schema: { type: 'integer', minimum: least, maximum: most, description },
    check(value, at, report) {
      if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return;
      report({
        at,
        severity: 'error',
        code: 'wrong-value',
        message: `a whole number from ${least} to ${most} is needed here`,
      });
    },
    arrange: same,
  };
}

/** A list of which every element fits `element`. */
export function listOf(element: Spec, description: string, least = 0): Spec {
  return {
    schema: { type: 'array', items: element.schema, description, ...(least === 0 ? {} : { minItems: least }) },
    check(value, at, report) {
      if (!Array.isArray(value)) return wrongType('a list', value, at, report);
      for (const [index, each] of value.entries()) element.check(each, [...at, index], report);
      if (value.length < least)
        report({ at, severity: 'error', code: 'wrong-value', message: 'at least one element is needed here' });
    },
    arrange: (value) => (Array.isArray(value) ? value.map((each) => element.arrange(each)) : value),
  };
}

/** A record with names of the author's choice, which stay in the author's order. */
export function mapOf(
  element: Spec,
  description: string,
  names?: { readonly source: string; readonly what: string },
): Spec {
  const pattern = names === undefined ? undefined : new RegExp(names.source);
  return {
    schema: {
      type: 'object',
      description,
      additionalProperties: element.schema,
      ...(names === undefined ? {} : { propertyNames: { pattern: names.source } }),
    },
    check(value, at, report) {
      if (!isRecord(value)) return wrongType('a record', value, at, report);
      for (const [key, each] of Object.entries(value)) {
        if (pattern?.test(key) === false) {
          report({
            at: [...at, key],
            severity: 'error',
            code: 'wrong-value',
            message: `"${key}" is not ${names?.what ?? ''}`,
          });
        }
        element.check(each, [...at, key], report);
      }
    },
    arrange: (value) =>
      isRecord(value)
        ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, element.arrange(each)]))
        : value,
  };
}

/** A closed record: other keys are faults, with the nearest known one as the suggestion. */
export function record(fields: Readonly<Record<string, FieldSpec>>, description: string, more?: JsonObject): Spec {
  const names = Object.keys(fields);
  const required = names.filter((name) => fields[name]?.required === true);
  return {
    schema: {
      type: 'object',
      description,
      properties: Object.fromEntries(names.map((name) => [name, fields[name]?.spec.schema ?? {}])),
      ...(required.length === 0 ? {} : { required }),
      additionalProperties: false,
      ...more,
    },
    check(value, at, report) {
      if (!isRecord(value)) return wrongType('a record', value, at, report);
      checkKeys(value, names, required, at, report);
      for (const name of names)
        if (Object.hasOwn(value, name)) fields[name]?.spec.check(value[name], [...at, name], report);
    },
    arrange: (value) => (isRecord(value) ? arrangeFields(value, fields) : value),
  };
}

/** Reports keys that are not known and keys that are missing. */
export function checkKeys(
  value: object,
  known: readonly string[],
  required: readonly string[],
  at: DocPath,
  report: Report,
): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const meant = suggest(key, known);
    const message = `"${key}" is not known here; known are ${known.join(', ')}`;
    report({
      at: [...at, key],
      severity: 'error',
      code: 'unknown-key',
      message,
      ...(meant === undefined ? {} : { suggestion: meant }),
    });
  }
  for (const key of required) {
    if (!Object.hasOwn(value, key))
      report({ at, severity: 'error', code: 'missing-key', message: `"${key}" is missing` });
  }
}

/** Known keys in the declared order, then whatever else is there. */
export function arrangeFields(
  value: Record<string, unknown>,
  fields: Readonly<Record<string, FieldSpec>>,
): Record<string, unknown> {
  const known = Object.keys(fields).filter((name) => Object.hasOwn(value, name));
  const others = Object.keys(value).filter((name) => !Object.hasOwn(fields, name));
  return Object.fromEntries([
    ...known.map((name) => [name, fields[name]?.spec.arrange(value[name])] as const),
    ...others.map((name) => [name, value[name]] as const),
  ]);
}

/** A spec that is defined later or refers to itself; in the schema it stands under `$defs`. */
export function reference(name: string, resolve: () => Spec): Spec {
  return {
    schema: { $ref: `#/$defs/${name}` },
    check: (value, at, report) => resolve().check(value, at, report),
    arrange: (value) => resolve().arrange(value),
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
