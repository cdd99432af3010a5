import type { CallOutcome, Moment, StepState } from './story.ts';
import { titleAt } from '../../words/step-titles.ts';
import type { ShownState } from '../../words/states.ts';

/** What the operations of the connectors do, said as a person would. Others are told by their names. */
const OPERATIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'customer.ensure': 'Make sure the customer is in M3',
    'customer.get': 'Read the customer',
    'order.create': 'Create the order in M3',
    'order.get': 'Read the order',
    'order.status': 'Read the status in M3',
    'order.set-status': 'Tell the store the status',
    'order.set-external-key': 'Write the M3 number to the store',
    'item.get': 'Read the item',
    'stock.get': 'Read the stock',
  }),
);

/** Title of a step: the flow's own, else what its operation does, else its address in words. */
export function stepTitle(
  address: string,
  operation?: string,
  titles: ReadonlyMap<string, string> = new Map(),
): string {
  const own = titleAt(titles, address);
  if (own !== undefined) return own;
  const known = OPERATIONS.get(operation ?? '') ?? OPERATIONS.get((operation ?? '').replace(/^[^.]+\./, ''));
  return known ?? inWords(address);
}

/** `read-back` is `Read back`, `accountOnHold` is `Account on hold`. */
export function inWords(name: string): string {
  const apart = name.replaceAll(
    /([a-z0-9])([A-Z])(?![A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
  const words = apart.replaceAll(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A call in words. Those of Landbridge itself carry their operation before a slash; the step's own row says that. */
export function callName(call: string): string {
  return inWords(call.slice(call.lastIndexOf('/') + 1));
}

export const STEP_LOOK: Readonly<Record<StepState, { readonly color: ShownState; readonly word: string }>> = {
  running: { color: 'running', word: 'Running' },
  waiting: { color: 'waiting', word: 'Waiting' },
  held: { color: 'held', word: 'Held' },
  completed: { color: 'completed', word: 'Done' },
  failed: { color: 'failed', word: 'Failed' },
  unknown: { color: 'unknown', word: 'Outcome unknown' },
  skipped: { color: 'canceled', word: 'Not needed' },
  canceled: { color: 'canceled', word: 'Canceled' },
};

type Call = Extract<Moment, { kind: 'call' }>;

/** What became of a call, in words. */
export function callWords({ effect, outcome, failure }: Pick<Call, 'effect' | 'outcome' | 'failure'>): string {
  if (outcome === undefined) return 'Sent; no answer yet';
  if (outcome === 'applied') return effect === 'read' ? 'Answered' : 'Done';
  return failure?.message ?? OUTCOME_WORDS[outcome];
}

const OUTCOME_WORDS: Readonly<Record<Exclude<CallOutcome, 'applied'>, string>> = {
  'not-sent': 'Had no effect; may be repeated',
  refused: 'Refused',
  ambiguous: 'No answer; unknown whether it took effect',
};

/** The technical name of what was called: `OIS100MI AddBatchHead`, `PUT /Ordering/SalesOrder/Update`. */
export function callTarget(request: Call['request']): string | undefined {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) return undefined;
  const { program, transactions, ask, method, path } = request as Readonly<Record<string, unknown>>;
  if (typeof program === 'string') {
    const names = Array.isArray(transactions) ? transactions.map((one) => nameOf(one)).filter(Boolean) : [];
    const distinct = [...new Set(names)];
    const times = names.length > 1 ? ` × ${names.length}` : '';
    return `${program} ${distinct.join(', ')}${times}`.trim();
  }
  if (typeof ask === 'string') return ask;
  if (typeof path === 'string') return `${typeof method === 'string' ? `${method} ` : ''}${path}`;
  return undefined;
}

function nameOf(transaction: unknown): string {
  const name = (transaction as { transaction?: unknown } | null)?.transaction;
  return typeof name === 'string' ? name : '';
}

const VIA: ReadonlyMap<string, string> = new Map(
  Object.entries({
    webhook: 'by webhook',
    poll: 'found by poll',
    emit: 'from another flow',
    replay: 'run again by a person',
    manual: 'by hand',
    gather: 'gathered from several events',
    schedule: 'by schedule',
  }),
);

/** How we learnt of an event, in words. */
export function viaWords(via: string): string {
  return VIA.get(via) ?? via;
}
