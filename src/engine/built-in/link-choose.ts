import type { JsonObject } from '../../core/json.ts';
import { asAnyOperation, type Operation } from '../../core/operation.ts';
import { engineFailure } from '../errors.ts';
import type { BuiltIn } from './built-in.ts';
import { text } from './agree/pair.ts';

const operation: Operation<JsonObject, JsonObject> = {
  name: 'link.choose',
  title: 'Choose one of several candidates',
  description:
    'No candidate gives no id, one gives its id, and several hold the run with all of them shown, until a person writes the right id into `chosen`, or `none`.',
  effect: 'read',
  idempotency: 'natural',
  input: {
    type: 'object',
    required: ['record', 'candidates'],
    additionalProperties: false,
    properties: {
      record: { type: 'string', description: 'What is looked for, in words: account 77' },
      candidates: {
        type: 'array',
        items: { type: 'object', additionalProperties: true, properties: { id: { type: 'string' } }, required: ['id'] },
      },
      chosen: { type: 'string', description: 'The id that a person chose; `none` for none of them' },
    },
  },
  output: {
    type: 'object',
    required: ['id', 'by'],
    additionalProperties: false,
    properties: {
      id: { type: ['string', 'null'], description: 'The chosen record, or null' },
      by: { type: 'string', enum: ['only-one', 'nobody', 'person'] },
    },
  },
  sample: {
    input: { record: 'account 77', candidates: [{ id: 'C100001' }] },
    output: { id: 'C100001', by: 'only-one' },
  },
  next: ({ input }) => {
    const candidates = (Array.isArray(input['candidates']) ? input['candidates'] : []) as JsonObject[];
    const ids = candidates.map((candidate) => text(candidate['id'])).filter(Boolean);
    const chosen = text(input['chosen']).trim();
    if (chosen === 'none') return { do: 'done', output: { id: null, by: 'person' } };
    if (chosen) {
      if (ids.includes(chosen)) return { do: 'done', output: { id: chosen, by: 'person' } };
      const message = `"${chosen}" is none of the candidates ${ids.join(', ')}.`;
      return {
        do: 'fail',
        failure: engineFailure('link.candidates', { message, field: 'chosen', evidence: { candidates } }),
      };
    }
    if (ids.length === 0) return { do: 'done', output: { id: null, by: 'nobody' } };
    if (ids.length === 1) return { do: 'done', output: { id: ids[0] ?? null, by: 'only-one' } };
    return {
      do: 'fail',
      failure: engineFailure('link.candidates', {
        message: `${text(input['record'])} could be any of ${candidates.map(inWords).join('; ')}.`,
        record: text(input['record']),
        field: 'chosen',
        evidence: { candidates },
      }),
    };
  },
};

/** What a person tells candidates apart by. */
const SHOWN = ['name', 'city', 'postalCode', 'email', 'vatNumber', 'by'] as const;

function inWords(candidate: JsonObject): string {
  const seen = SHOWN.flatMap((name) => {
    const value = text(candidate[name]);
    return value === '' ? [] : [name === 'by' ? `found by ${value}` : value];
  });
  return `${text(candidate['id'])}${seen.length > 0 ? ` (${seen.join(', ')})` : ''}`;
}

/** Lets a person choose where the facts do not. */
export const linkChoose: BuiltIn = { operation: asAnyOperation(operation), answers: {} };
