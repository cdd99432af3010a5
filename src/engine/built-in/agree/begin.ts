import type { JsonObject } from '../../../core/json.ts';
import { asAnyOperation, type Operation } from '../../../core/operation.ts';
import type { BuiltIn } from '../built-in.ts';
import { linkOfPair, PAIR_PROPERTIES, PAIR_REQUIRED, pairOf, pairRequest, runOf, text } from './pair.ts';

/** A run that needs longer than this for one pair of records has stopped somewhere; others go on. */
const CLAIM_MS = 120_000;
const LOOK_AGAIN_MS = 500;

interface Claimed {
  readonly claimed: boolean;
  readonly shadow?: JsonObject;
}

const operation: Operation<JsonObject, JsonObject> = {
  name: 'agree.begin',
  title: 'Take a pair of records in hand',
  description:
    'Gives this run a pair of linked records alone, waits while another run has it, and answers what was remembered of the pair. Read both records after this step. The pair is linked.',
  effect: 'write',
  idempotency: 'natural',
  input: { type: 'object', properties: PAIR_PROPERTIES, required: [...PAIR_REQUIRED], additionalProperties: false },
  output: {
    type: 'object',
    required: ['known', 'shadow'],
    additionalProperties: false,
    properties: {
      known: { type: 'boolean', description: 'The pair was compared before' },
      shadow: { type: 'object', additionalProperties: true, description: 'What is remembered; for the next steps' },
    },
  },
  sample: {
    input: { kind: 'customer', m3Id: 'C100001', storeId: '77' },
    output: { known: false, shadow: { fields: {}, writes: [] } },
  },
  next: (view) => {
    const request = pairRequest(view.input);
    const call = view.calls.findLast((each) => each.round === view.round);
    const reply = call?.outcome === 'applied' ? (call.reply as unknown as Claimed) : undefined;
    if (reply?.claimed && reply.shadow) {
      const known = Object.keys(reply.shadow['fields'] ?? {}).length > 0;
      return { do: 'done', output: { known, shadow: reply.shadow }, links: [linkOfPair(request)] };
    }
    if (reply && call && view.now < call.answeredAt + LOOK_AGAIN_MS) {
      return {
        do: 'wait',
        until: call.answeredAt + LOOK_AGAIN_MS,
        why: 'Another run has this pair of records in hand.',
      };
    }
    return {
      do: 'call',
      call: { name: 'agree.begin/claim', effect: 'write', request: { ...request, run: runOf(view) } },
    };
  },
};

/** Takes a pair of records in hand. */
export const agreeBegin: BuiltIn = {
  operation: asAnyOperation(operation),
  answers: {
    claim: async (caller, request) => {
      const claim = await caller.ports.shadows.claim(pairOf(caller, request), text(request['run']), CLAIM_MS);
      return claim.claimed
        ? {
            claimed: true,
            shadow: { fields: claim.shadow.fields, writes: claim.shadow.writes } as unknown as JsonObject,
          }
        : { claimed: false, by: claim.by };
    },
  },
};
