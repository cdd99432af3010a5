import type { Json, JsonObject } from '../../../core/json.ts';
import type { RunDetail } from '../../../api/types.ts';
import { shownState, type ShownState } from '../../words/states.ts';
import type { Chapter, Moment, Story } from './story.ts';

/** A line of the order with what became of it so far. Decimals are text. */
export interface OrderLine {
  readonly number: string;
  readonly item: string;
  readonly name?: string;
  readonly quantity: string;
  readonly unit?: string;
  readonly total?: string;
  readonly state: ShownState;
  /** What became of it; empty where the run has only read the order. */
  readonly word: string;
  /** What is wrong with this line. */
  readonly note?: string;
  /** A discount that the store writes as a line; it becomes a charge of the order. */
  readonly isDiscount: boolean;
}

type RawLine = Omit<OrderLine, 'state' | 'word' | 'note'>;

const CREATE = /(^|\.)order\.create$/;
const READ = /(^|\.)order\.get$/;
const CANCEL = /(^|\.)order\.cancel$/;
const CHANGE = /(^|\.)order\.change$/;
const LINE_FIELD = /^lines\[(\d+)\]/;

/** The lines of the order that a run is about, each with its state; empty when the run has none. */
export function linesOf(run: RunDetail, story: Story): readonly OrderLine[] {
  const create = story.chapters.findLast((chapter) => CREATE.test(chapter.operation ?? ''));
  const sent = rawLines(member(create?.input, 'lines'));
  const read = story.chapters.findLast((chapter) => READ.test(chapter.operation ?? ''));
  const ordered = rawLines(member(read?.output, 'lines') ?? member(run.event.data, 'lines'));
  const lines = ordered.length > 0 ? ordered : sent;
  const booked = new Set(rawLines(member(create?.output, 'lines')).map((line) => line.number));
  const begun = create && create.endedAt === undefined ? enteredItems(create) : NOTHING_ENTERED;
  const fault = faultOf(run, sent.length > 0 ? sent : lines);
  const changed = changeOf(story);
  return lines.map((line) => {
    if (line.isDiscount) return { ...line, state: 'completed', word: 'Discount' };
    if (changed) return { ...line, ...changed };
    if (booked.has(line.number)) return { ...line, state: 'completed', word: 'In M3' };
    if (fault?.number === line.number) {
      return { ...line, state: shownState(run), word: FAULT_WORDS[run.state] ?? 'Refused', note: fault.message };
    }
    if (run.state === 'completed') return { ...line, state: 'completed', word: create ? 'Done' : '' };
    if (run.state === 'canceled') return { ...line, state: 'canceled', word: 'Canceled' };
    if (begun.items.has(line.item)) return { ...line, state: 'running', word: begun.word };
    return { ...line, state: 'queued', word: fault ? 'Waits for the others' : 'Not sent yet' };
  });
}

const CANCELED: Readonly<Record<string, string>> = {
  deleted: 'Deleted in M3',
  closed: 'Closed in M3',
  gone: 'Not in M3',
};

/** What became of every line where the run cancels or changes an order that was there; without a word until it is over. */
function changeOf({ chapters }: Story): Pick<OrderLine, 'state' | 'word'> | undefined {
  const last = chapters.findLast(({ operation = '' }) => CANCEL.test(operation) || CHANGE.test(operation));
  if (!last) return undefined;
  if (last.state !== 'completed') return { state: 'queued', word: '' };
  if (CHANGE.test(last.operation ?? '')) return { state: 'completed', word: 'In M3' };
  return { state: 'canceled', word: CANCELED[text(member(last.output, 'outcome'))] ?? '' };
}

const FAULT_WORDS: Readonly<Partial<Record<RunDetail['state'], string>>> = {
  held: 'Held',
  failed: 'Failed',
  waiting: 'Waiting',
};

/** The line that the run's failure names, by its field or by its item. */
function faultOf(run: RunDetail, lines: readonly RawLine[]): { number: string; message: string } | undefined {
  const failure = run.state === 'held' ? (run.hold?.failure ?? run.failure) : run.failure;
  if (!failure || run.state === 'completed' || run.state === 'canceled') return undefined;
  const index = LINE_FIELD.exec(failure.field ?? '')?.[1];
  const line = index === undefined ? lines.find((one) => failure.record === `item ${one.item}`) : lines[Number(index)];
  return line && { number: line.number, message: failure.message };
}

interface Entered {
  readonly items: ReadonlySet<string>;
  /** Where they stand: a draft comes to nothing until it is confirmed, an order that is entered directly is live. */
  readonly word: string;
}

const NOTHING_ENTERED: Entered = { items: new Set(), word: '' };

/** What the calls that begin an order, or give it up, leave of the lines that were entered before. */
const BEGINNINGS: Readonly<Record<string, string>> = { stage: 'In the draft', head: 'In M3 already' };
const GIVEN_UP: readonly string[] = ['discard', 'remove'];

/** Items that stand in the order which is being entered: since it was begun last, unless it was given up. */
function enteredItems(create: Chapter): Entered {
  const items = new Set<string>();
  let word = '';
  for (const moment of create.moments) {
    if (moment.kind !== 'call' || moment.effect !== 'write' || moment.outcome !== 'applied') continue;
    const begins = BEGINNINGS[moment.call];
    if (begins !== undefined || GIVEN_UP.includes(moment.call)) items.clear();
    word = begins ?? word;
    if (moment.call === 'fill') for (const item of itemsSent(moment)) items.add(item);
  }
  return { items, word };
}

function itemsSent(call: Extract<Moment, { kind: 'call' }>): readonly string[] {
  const transactions = member(call.request, 'transactions');
  if (!Array.isArray(transactions)) return [];
  return transactions.map((one: Json) => text(member(member(one, 'record'), 'ITNO'))).filter((item) => item !== '');
}

function rawLines(list: Json | undefined): readonly RawLine[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isObject).map((line: JsonObject, index): RawLine => {
    const name = text(line['name'] ?? line['description']);
    const unit = text(line['unit']);
    const total = text(line['extendedPrice']);
    return {
      number: text(line['lineNumber']) || String(index + 1),
      item: text(line['sku'] ?? line['itemNumber']),
      quantity: text(line['quantity']),
      isDiscount: line['type'] === 'discount',
      ...(name ? { name } : {}),
      ...(unit ? { unit } : {}),
      ...(total ? { total } : {}),
    };
  });
}

function member(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) ? value[name] : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
