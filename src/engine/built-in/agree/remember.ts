import { shadowOf, writtenValue } from '../../../core/agree/decide-field.ts';
import { rememberWrites } from '../../../core/agree/loop.ts';
import { type FieldShadow, type FieldWrite, otherSide, type Side } from '../../../core/agree/model.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import { asAnyOperation, type Operation } from '../../../core/operation.ts';
import { engineFailure } from '../../errors.ts';
import type { BuiltIn } from '../built-in.ts';
import { shadowFrom } from './compare.ts';
import { PAIR_PROPERTIES, PAIR_REQUIRED, pairOf, pairRequest, runOf, text } from './pair.ts';
import { RULES_SCHEMA, rulesOf, valuesOf, valuesSchema } from './rules.ts';

const FIELDS = { type: 'array', items: { type: 'string' } } as const;

const operation: Operation<JsonObject, JsonObject> = {
  name: 'agree.remember',
  title: 'Remember what both records are now',
  description:
    'Keeps what both sides hold after the writing: what the target returned, not what was sent. By that an echo of our own writing is known. Gives the pair back to other runs.',
  effect: 'write',
  idempotency: 'natural',
  input: {
    type: 'object',
    required: [...PAIR_REQUIRED, 'to', 'shadow', 'rules', 'm3', 'store', 'settled'],
    additionalProperties: false,
    properties: {
      ...PAIR_PROPERTIES,
      to: { type: 'string', enum: ['m3', 'store'], description: 'The side that this flow writes' },
      shadow: { type: 'object', additionalProperties: true, description: 'From agree.begin' },
      rules: RULES_SCHEMA,
      m3: valuesSchema('What M3 holds now'),
      store: valuesSchema('What the store holds now'),
      before: valuesSchema('What the written side held when both were compared; tells somebody else’s edit since then'),
      settled: { ...FIELDS, description: 'Fields that are to be remembered' },
      written: { ...FIELDS, description: 'Those among them that were written' },
      chosen: valuesSchema('A person’s word for fields that go the other way: field name to the side that counts'),
    },
  },
  output: {
    type: 'object',
    required: ['remembered'],
    additionalProperties: false,
    properties: { remembered: { type: 'number', description: 'Fields' } },
  },
  sample: {
    input: {
      kind: 'customer',
      m3Id: 'C100001',
      storeId: '77',
      to: 'store',
      shadow: { fields: {}, writes: [] },
      rules: [{ field: 'creditLimit', kind: 'decimal', owner: 'm3' }],
      m3: { creditLimit: '7000' },
      store: { creditLimit: '7000' },
      settled: ['creditLimit'],
    },
    output: { remembered: 1 },
  },
  next: (view) => {
    const { input, now } = view;
    const call = view.calls.findLast((each) => each.round === view.round);
    const fields = fieldsOf(input);
    if (call?.outcome === 'applied') {
      if ((call.reply as { kept?: boolean } | undefined)?.kept === false)
        return { do: 'fail', failure: engineFailure('agree.pair-lost') };
      return { do: 'done', output: { remembered: Object.keys(fields).length } };
    }
    const change: JsonObject = {
      ...pairRequest(input),
      run: runOf(view),
      fields: fields as unknown as JsonObject,
      writes: rememberWrites(shadowFrom(input['shadow']).writes, writesOf(input, now), now) as unknown as JsonObject[],
    };
    return { do: 'call', call: { name: 'agree.remember/remember', effect: 'write', request: change } };
  },
};

function names(given: unknown): string[] {
  return Array.isArray(given) ? given.filter((name) => typeof name === 'string') : [];
}

/** A side that is not what counts is remembered as seen, the other as unknown: the next comparison takes it for new. */
const UNSEEN = '?';

function fieldsOf(input: JsonObject): Record<string, FieldShadow> {
  const rules = rulesOf(input['rules']);
  const m3 = valuesOf(input['m3']);
  const store = valuesOf(input['store']);
  const to: Side = input['to'] === 'm3' ? 'm3' : 'store';
  const written = new Set(names(input['written']));
  const before = input['before'] === undefined ? undefined : valuesOf(input['before']);
  const settled = names(input['settled']).flatMap((field) => {
    const rule = rules[field];
    if (!rule) return [];
    const now = { m3: m3[field], store: store[field] };
    if (!before) return [[field, shadowOf(now.m3, now.store, rule)] as const];
    // What was only compared is remembered as it was compared: a later value is news.
    if (!written.has(field)) {
      const seen = { ...now, [to]: before[field] };
      return [[field, shadowOf(seen.m3, seen.store, rule)] as const];
    }
    const shadow = shadowOf(now.m3, now.store, rule);
    const sent = now[otherSide(to)];
    // Where the sender decides, a value that stands there again is none to live with: it is written until a loop is seen.
    const decides = rule.owner === otherSide(to);
    const isLeftAlone = !decides && shadow[to] === shadowOf(before[field], before[field], rule)[to];
    const ours = isMadeOf(now[to], sent) || isLeftAlone;
    return [[field, ours ? shadow : { ...shadow, [to]: writtenValue(sent, rule, to) }] as const];
  });
  const chosen = Object.entries(valuesOf(input['chosen'])).flatMap(([field, side]) => {
    const rule = rules[field];
    if (!rule || (side !== 'm3' && side !== 'store')) return [];
    return [[field, { ...shadowOf(m3[field], store[field], rule), [side]: UNSEEN }] as const];
  });
  return Object.fromEntries([...settled, ...chosen]);
}

/**
 * Whether a side made this value of what was sent to it: cut, or in other letters. Anything else was entered by somebody
 * between our writing and our reading back.
 */
function isMadeOf(held: Json | undefined, sent: Json | undefined): boolean {
  const [one, two] = [letters(held), letters(sent)];
  if (one === '' || two === '') return one === two;
  return one.startsWith(two) || two.startsWith(one);
}

function letters(value: Json | undefined): string {
  if (Array.isArray(value)) return value.map(letters).join('');
  return text(value)
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function writesOf(input: JsonObject, at: number): FieldWrite[] {
  const to: Side = input['to'] === 'm3' ? 'm3' : 'store';
  const rules = rulesOf(input['rules']);
  const source = valuesOf(input[otherSide(to)]);
  return names(input['written']).flatMap((field) => {
    const rule = rules[field];
    return rule ? [{ field, to, at, value: writtenValue(source[field], rule, to) }] : [];
  });
}

/** Remembers what both records are and gives the pair back. */
export const agreeRemember: BuiltIn = {
  operation: asAnyOperation(operation),
  answers: {
    remember: async (caller, request) => {
      const kept = await caller.ports.shadows.remember(pairOf(caller, request), text(request['run']), {
        fields: valuesOf(request['fields']) as unknown as Record<string, FieldShadow>,
        writes: (request['writes'] ?? []) as unknown as FieldWrite[],
        free: true,
      });
      return { kept };
    },
  },
};
