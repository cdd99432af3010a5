import type { JsonObject } from '../../core/json.ts';
import { asAnyOperation, type Operation } from '../../core/operation.ts';
import { text } from './agree/pair.ts';
import type { BuiltIn } from './built-in.ts';

const HOUR_MS = 3_600_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30 * 60_000;
const USUAL_HOURS = 72;

const operation: Operation<JsonObject, JsonObject> = {
  name: 'link.await',
  title: 'Wait until a record is known in the other system',
  description:
    'Looks for the link of a record, at first every few seconds, later every half an hour, until it is there or the time is over. Later runs with the same ordering key wait behind it.',
  effect: 'read',
  idempotency: 'natural',
  input: {
    type: 'object',
    required: ['kind', 'from', 'id', 'to'],
    additionalProperties: false,
    properties: {
      kind: { type: 'string', description: 'Kind of the record: order' },
      from: { type: 'string', description: 'Connection that knows the record' },
      id: { type: 'string', description: 'Its id there' },
      to: { type: 'string', description: 'Connection in which it is looked for' },
      hours: { type: 'number', minimum: 0, description: 'Longest wait, 72 hours unless given' },
    },
  },
  output: {
    type: 'object',
    required: ['id'],
    additionalProperties: false,
    properties: { id: { type: ['string', 'null'], description: 'Its id in the other system; null when time is over' } },
  },
  sample: {
    input: { kind: 'order', from: 'clarity', id: '1042', to: 'm3' },
    output: { id: '0010004711' },
  },
  next: ({ input, calls, now, round }) => {
    const { hours, ...request } = input;
    const looks = calls.filter((call) => call.round === round);
    const [first, last] = [looks[0], looks.at(-1)];
    const call = { name: 'link.await/look', effect: 'read', request } as const;
    if (!first || !last) return { do: 'call', call };
    const { id = null } = (last.reply ?? {}) as { id?: string | null };
    const end = first.sentAt + (typeof hours === 'number' ? hours : USUAL_HOURS) * HOUR_MS;
    if (id !== null || last.answeredAt >= end) return { do: 'done', output: { id } };
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (looks.length - 1), LONGEST_PAUSE_MS);
    const until = Math.min(last.answeredAt + pause, Math.max(end, last.answeredAt));
    if (now >= until) return { do: 'call', call };
    return { do: 'wait', until, why: `${text(input['kind'])} ${text(input['id'])} is not in the other system yet` };
  },
};

/** Waits for a record to arrive in the other system. */
export const linkAwait: BuiltIn = {
  operation: asAnyOperation(operation),
  answers: {
    look: async ({ tenant, bindings, ports }, { kind, from, id, to }) => {
      const bound = (name: string): string => bindings[name] ?? name;
      const key = { kind: text(kind), system: bound(text(from)), id: text(id) };
      return { id: (await ports.links.find(tenant, key, bound(text(to)))) ?? null };
    },
  },
};
