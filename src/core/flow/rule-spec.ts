import { suggest } from '../suggest.ts';
import type { DocPath, Report } from './findings.ts';
import { type FieldSpec, isRecord, listOf, mapOf, nameOfValue, record, reference, type Spec } from './spec.ts';
import { expression, identifier, kebab, NAMES, template } from './text-specs.ts';

/** How a target value comes about, see `ValueRule` of the model. */
export const VALUE_RULE: Spec = reference('valueRule', () => valueRule);

/** Target field → rule. */
export const RULE_FIELDS: Spec = mapOf(VALUE_RULE, 'Target fields and the rule for each.', NAMES.field);

/** The rules that are records, by the key that only they have. */
const RECORD_RULES: Readonly<Record<string, Readonly<Record<string, FieldSpec>>>> = {
  crosswalk: {
    crosswalk: { spec: kebab('Name of the crosswalk.'), required: true },
    key: { spec: template('The value to look up.'), required: true },
    default: { spec: VALUE_RULE },
  },
  for: {
    for: { spec: identifier('Name of each element inside the row.'), required: true },
    in: { spec: expression('The list to go over.'), required: true },
    if: { spec: expression('Only elements for which this holds become rows.') },
    fields: { spec: RULE_FIELDS, required: true },
  },
  if: {
    if: { spec: expression('The value is only made when this holds.'), required: true },
    value: { spec: VALUE_RULE, required: true },
    else: { spec: VALUE_RULE },
  },
  fields: { fields: { spec: RULE_FIELDS, required: true } },
};

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  crosswalk: 'The counterpart of a value in a crosswalk.',
  for: 'One row for each element of a list.',
  if: 'A value under a condition; left out when it does not hold and there is no else.',
  fields: 'A record inside the record.',
};

const RECORD_SPECS: ReadonlyMap<string, Spec> = new Map(
  Object.entries(RECORD_RULES).map(([key, fields]) => [key, record(fields, DESCRIPTIONS[key] ?? '')]),
);
const LIST = listOf(VALUE_RULE, 'A list with one rule for each element.');

/** The record rule that a value is meant to be: the first telling key it has. */
function recordSpecOf(value: Record<string, unknown>): Spec | undefined {
  for (const [key, spec] of RECORD_SPECS) if (Object.hasOwn(value, key)) return spec;
  return undefined;
}

function checkRecordRule(value: Record<string, unknown>, at: DocPath, report: Report): void {
  const spec = recordSpecOf(value);
  if (spec !== undefined) return spec.check(value, at, report);
  const known = [...RECORD_SPECS.keys()];
  const meant = Object.keys(value)
    .map((key) => suggest(key, known))
    .find((each) => each !== undefined);
  report({
    at,
    severity: 'error',
    code: 'wrong-value',
    message:
      'a rule that is a record has one of the keys crosswalk, for, if or fields; a nested record is written as "fields:"',
    ...(meant === undefined ? {} : { suggestion: meant }),
  });
}

const TEXT = template('A literal, or a text with ${ … }.');

const valueRule: Spec = {
  schema: {
    description:
      'A literal, a text with ${ … }, a crosswalk, rows, a value under a condition, a list or a nested record.',
    anyOf: [
      { type: ['string', 'number', 'boolean', 'null'] },
      LIST.schema,
      ...Array.from(RECORD_SPECS.values(), (spec) => spec.schema),
    ],
  },
  check(value, at, report) {
    if (typeof value === 'string') TEXT.check(value, at, report);
    else if (Array.isArray(value)) LIST.check(value, at, report);
    else if (isRecord(value)) checkRecordRule(value, at, report);
    else if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) {
      report({
        at,
        severity: 'error',
        code: 'wrong-type',
        message: `a rule is needed here, not ${nameOfValue(value)}`,
      });
    }
  },
  arrange(value) {
    if (Array.isArray(value)) return LIST.arrange(value);
    return isRecord(value) ? (recordSpecOf(value)?.arrange(value) ?? value) : value;
  },
};

/** The definitions that schemas with value rules need under `$defs`. */
export const RULE_DEFINITIONS = { valueRule: valueRule.schema };
