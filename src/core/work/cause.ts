import { fingerprint } from '../agree/fingerprint.ts';
import type { Failure, FailureKind } from '../failure.ts';
import type { Hold } from '../run/journal.ts';

/** Why a run needs a person, told so that runs with the same trouble are told the same. */
export interface Cause {
  /** Short name of the group, the same for the same trouble; stands in addresses. */
  readonly key: string;
  /** Queue of the hold; `dead-letter` for failed runs, `outcome-unknown` for writes without an answer. */
  readonly queue: string;
  readonly kind?: FailureKind;
  readonly code: string;
  /** The other system's own message, without what belongs to one order only. */
  readonly text: string;
}

/** Queue under which failed runs stand. */
const DEAD_LETTER = 'dead-letter';
/** Code of a hold that a flow asked for without any failure. */
const HELD_CODE = 'flow.held';
/** Figures and words that many orders share: taking them out would tear words apart. */
const SHARED_FACTS: ReadonlySet<string> = new Set(['currency', 'store', 'amount']);
const SHORTEST_FACT = 3;
const LONGEST_TEXT = 300;

/**
 * The cause of a hold, of a failure, or of both. The order's own numbers, its customer and its lines are taken out of the
 * message, and what is wrong stays: a hundred orders with the same unknown item are one cause, two items are two.
 */
export function causeOf(trouble: {
  readonly hold?: Hold;
  readonly failure?: Failure;
  readonly facts: Readonly<Record<string, string | undefined>>;
}): Cause {
  const { hold, facts } = trouble;
  const failure = hold?.failure ?? trouble.failure;
  const queue = hold?.queue ?? (failure?.kind === 'uncertain' ? 'outcome-unknown' : DEAD_LETTER);
  const code = failure?.code ?? HELD_CODE;
  const message = failure?.message ?? hold?.reason ?? 'The flow holds it until a person acts.';
  // A rule of the flow tells of this order alone, so all its figures are the order's own.
  const text = failure === undefined ? withoutFigures(withoutOwn(message, facts), facts) : withoutOwn(message, facts);
  const key = fingerprint([queue, failure?.kind ?? '', code, text].join('\n')).slice(0, 22);
  return { key, queue, code, text, ...(failure === undefined ? {} : { kind: failure.kind }) };
}

/** A message without what belongs to one order: its numbers, its customer, the place of a line. */
function withoutOwn(message: string, facts: Readonly<Record<string, string | undefined>>): string {
  const own = Object.entries(facts)
    .flatMap(([name, value]) => (SHARED_FACTS.has(name) || value === undefined ? [] : [value]))
    .filter((value) => value.length >= SHORTEST_FACT)
    .toSorted((a, b) => b.length - a.length);
  let text = message;
  for (const value of own) text = replaceWord(text, value);
  return text
    .replace(/\[\d+\]/g, '[…]')
    .replace(/\b([Ll]ine) \d+/g, '$1 …')
    .slice(0, LONGEST_TEXT);
}

function withoutFigures(text: string, { currency }: Readonly<Record<string, string | undefined>>): string {
  const plain = text.replace(/(?<![\p{L}\p{N}])[-−]?\d[\d.,]*(?<=\d)(?![\p{L}\p{N}])/gu, '…');
  return currency === undefined ? plain : replaceWord(plain, currency);
}

/** Only whole words: order 104 is not a part of item 10455. */
function replaceWord(text: string, word: string): string {
  const edge = /[\p{L}\p{N}]/u;
  let result = '';
  let from = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    const before = text[at - 1] ?? '';
    const after = text[at + word.length] ?? '';
    if (edge.test(before) || edge.test(after)) continue;
    result += `${text.slice(from, at)}…`;
    from = at + word.length;
  }
  return result + text.slice(from);
}
