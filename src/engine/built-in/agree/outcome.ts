import type { JsonSchema } from '../../../core/json.ts';

/** Schema of what was decided about one field. */
export const OUTCOME: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['field', 'owner', 'why', 'm3', 'store'],
  properties: {
    field: { type: 'string' },
    owner: { type: 'string' },
    to: { type: 'string', description: 'The side that is written' },
    why: { type: 'string', description: 'changed, restored, conflict, first' },
    m3: { type: ['string', 'null'] },
    store: { type: ['string', 'null'] },
  },
};
