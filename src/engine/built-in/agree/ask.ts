import type { JsonObject } from '../../../core/json.ts';
import { asAnyOperation, type Operation } from '../../../core/operation.ts';
import { engineFailure } from '../../errors.ts';
import type { BuiltIn } from '../built-in.ts';
import { OUTCOME } from './outcome.ts';
import { text } from './pair.ts';
import { valuesOf, valuesSchema } from './rules.ts';

const operation: Operation<JsonObject, JsonObject> = {
  name: 'agree.ask',
  title: 'Ask a person which value counts',
  description:
    'Holds the run with both values of every field that nobody but a person may decide about, until `chosen` names the side that counts for each.',
  effect: 'read',
  idempotency: 'natural',
  input: {
    type: 'object',
    required: ['undecided'],
    additionalProperties: false,
    properties: {
      undecided: { type: 'array', items: OUTCOME, description: 'From agree.compare' },
      chosen: valuesSchema('Field name to the side that counts: m3 or store'),
    },
  },
  output: {
    type: 'object',
    required: ['chosen'],
    additionalProperties: false,
    properties: { chosen: valuesSchema('For agree.remember') },
  },
  sample: {
    input: {
      undecided: [{ field: 'phone', owner: 'person', why: 'conflict', m3: '1', store: '2' }],
      chosen: { phone: 'store' },
    },
    output: { chosen: { phone: 'store' } },
  },
  next: ({ input }) => {
    const undecided = (Array.isArray(input['undecided']) ? input['undecided'] : []) as JsonObject[];
    const chosen = valuesOf(input['chosen']);
    const open = undecided.filter(({ field }) => !/^(?:m3|store)$/.test(text(chosen[text(field)])));
    if (open.length === 0) return { do: 'done', output: { chosen } };
    const seen = open.map(
      ({ field, m3, store, owner }) =>
        `${text(field)}: M3 "${text(m3)}", store "${text(store)}", decided by ${OWNER_WORDS[text(owner)] ?? 'a person'}`,
    );
    return {
      do: 'fail',
      failure: engineFailure('agree.undecided', {
        message: `Both systems changed the same field. ${seen.join('; ')}.`,
        field: 'chosen',
        evidence: { fields: open },
      }),
    };
  },
};

/** The owners of whose fields a person is asked, in words. */
const OWNER_WORDS: Readonly<Record<string, string>> = {
  'last-change': 'the last change, which cannot be told',
};

/** Lets a person say which value counts. */
export const agreeAsk: BuiltIn = { operation: asAnyOperation(operation), answers: {} };
