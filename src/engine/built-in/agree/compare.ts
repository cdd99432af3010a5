import { decideRecord, type FieldOutcome } from '../../../core/agree/decide-record.ts';
import { NO_SHADOW, type Shadow, type Side } from '../../../core/agree/model.ts';
import type { Json, JsonObject, JsonSchema } from '../../../core/json.ts';
import { asAnyOperation, type Operation } from '../../../core/operation.ts';
import { engineFailure } from '../../errors.ts';
import type { BuiltIn } from '../built-in.ts';
import { OUTCOME } from './outcome.ts';
import { text } from './pair.ts';
import { RULES_SCHEMA, rulesOf, valuesOf, valuesSchema } from './rules.ts';

const FIELDS: JsonSchema = { type: 'array', items: { type: 'string' } };

const operation: Operation<JsonObject, JsonObject> = {
  name: 'agree.compare',
  title: 'Compare two records, field by field',
  description:
    'Decides for each field who is right, by the ownership table and by what was remembered, and says what must be written to one side. An echo of our own writing is no change.',
  effect: 'read',
  idempotency: 'natural',
  input: {
    type: 'object',
    required: ['to', 'shadow', 'rules', 'm3', 'store'],
    additionalProperties: false,
    properties: {
      to: { type: 'string', enum: ['m3', 'store'], description: 'The side that this flow writes' },
      shadow: { type: 'object', additionalProperties: true, description: 'From agree.begin' },
      rules: RULES_SCHEMA,
      m3: valuesSchema('What M3 says now'),
      store: valuesSchema('What the store says now'),
      m3ChangedAt: { type: 'string', description: 'When M3’s record last changed, ISO 8601' },
      storeChangedAt: { type: 'string', description: 'When the store’s record last changed, ISO 8601' },
      chosen: valuesSchema('A person’s word: field name to the side that counts, m3 or store'),
    },
  },
  output: {
    type: 'object',
    required: ['write', 'fields', 'values', 'settled', 'otherWay', 'undecided', 'decisions'],
    additionalProperties: false,
    properties: {
      write: { type: 'boolean', description: 'Something must be written' },
      fields: { ...FIELDS, description: 'Fields to be written' },
      values: valuesSchema('What the fields are to be'),
      settled: { ...FIELDS, description: 'Fields on which both sides agree now, to be remembered' },
      otherWay: { ...FIELDS, description: 'Fields that go to the other side, by the other flow' },
      undecided: { type: 'array', items: OUTCOME, description: 'Fields about which a person must say who is right' },
      decisions: { type: 'array', items: OUTCOME, description: 'What was decided about every field that changed' },
    },
  },
  sample: {
    input: {
      to: 'store',
      shadow: { fields: {}, writes: [] },
      rules: [{ field: 'creditLimit', kind: 'decimal', owner: 'm3' }],
      m3: { creditLimit: '7000' },
      store: { creditLimit: '5000' },
    },
    output: {
      write: true,
      fields: ['creditLimit'],
      values: { creditLimit: '7000' },
      settled: [],
      otherWay: [],
      undecided: [],
      decisions: [{ field: 'creditLimit', owner: 'm3', to: 'store', why: 'first', m3: '7000', store: '5000' }],
    },
  },
  next: ({ input, now, round }) => {
    const to: Side = input['to'] === 'm3' ? 'm3' : 'store';
    const at = (name: string): number | undefined => Date.parse(text(input[name])) || undefined;
    const m3At = at('m3ChangedAt');
    const storeAt = at('storeChangedAt');
    const outcomes = decideRecord({
      rules: rulesOf(input['rules']),
      shadow: shadowFrom(input['shadow']),
      m3: valuesOf(input['m3']),
      store: valuesOf(input['store']),
      changedAt: { ...(m3At ? { m3: m3At } : {}), ...(storeAt ? { store: storeAt } : {}) },
      chosen: valuesOf(input['chosen']) as Record<string, Side>,
      now,
      // A person who has seen the loop and lets the run go on has the last word.
      ...(round > 0 ? { limit: { writes: Number.MAX_SAFE_INTEGER, withinMs: 1 } } : {}),
    });
    const loops = outcomes.filter(({ loop }) => loop);
    if (loops.length > 0) return { do: 'fail', failure: loopFailure(loops) };
    return { do: 'done', output: outputOf(outcomes, to) };
  },
};

function outputOf(outcomes: readonly FieldOutcome[], to: Side): JsonObject {
  const written = outcomes.filter(({ decision }) => decision.do === 'write' && decision.to === to);
  return {
    write: written.length > 0,
    fields: written.map(({ field }) => field),
    values: Object.fromEntries(written.map(({ field, m3, store }) => [field, to === 'm3' ? store : m3])),
    settled: outcomes.filter(({ decision }) => decision.why === 'agreed').map(({ field }) => field),
    otherWay: outcomes.flatMap(({ field, decision }) => (decision.do === 'write' && decision.to !== to ? [field] : [])),
    undecided: outcomes.filter(({ decision }) => decision.do === 'ask').map(shown),
    decisions: outcomes.filter(({ decision }) => decision.do !== 'keep').map(shown),
  };
}

function shown({ field, owner, decision, m3, store }: FieldOutcome): JsonObject {
  return {
    field,
    owner,
    ...(decision.do === 'write' ? { to: decision.to } : {}),
    why: decision.why,
    m3: valueText(m3),
    store: valueText(store),
  };
}

function valueText(value: Json): string | null {
  if (value === null || value === '') return null;
  return Array.isArray(value)
    ? value.map((part) => text(part)).join(', ')
    : typeof value === 'boolean'
      ? String(value)
      : text(value);
}

function loopFailure(loops: readonly FieldOutcome[]) {
  const seen = loops.map(
    ({ field, m3, store }) => `${field}: M3 "${valueText(m3) ?? ''}", store "${valueText(store) ?? ''}"`,
  );
  return engineFailure('agree.loop', {
    message: `Both systems change the same field again and again. ${seen.join('; ')}.`,
    ...(loops[0] ? { field: loops[0].field } : {}),
    evidence: { fields: loops.map(shown) },
  });
}

/** What `agree.begin` gave. */
export function shadowFrom(given: Json | undefined): Shadow {
  const { fields, writes } = valuesOf(given) as unknown as Partial<Shadow>;
  return { fields: fields ?? NO_SHADOW.fields, writes: Array.isArray(writes) ? writes : NO_SHADOW.writes };
}

/** Decides field by field; makes no call. */
export const agreeCompare: BuiltIn = { operation: asAnyOperation(operation), answers: {} };
