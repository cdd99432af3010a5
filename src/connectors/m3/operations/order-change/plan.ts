import type { Decimal } from 'decimal.js';
import type { Failure } from '../../../../core/failure.ts';
import { m3Failure } from '../../errors.ts';
import type { M3Settings } from '../../setup/settings.ts';
import type { MiRecord, MiTransactionCall } from '../../wire/request.ts';
import { cleanText, decimalText, fitText, invalid, readDay, readDecimal } from '../values.ts';
import type { OrderChangeInput, WantedLine } from './input.ts';
import { pricedIn } from '../order-create/contents.ts';
import { CARRIED, type LiveLine, type LiveOrder, mayChange } from './live-order.ts';
import { standInChanged, standsIn, type UnknownItems } from './stand-ins.ts';

interface Line {
  readonly webLine: string;
  readonly itemNumber: string;
  readonly quantity: Decimal;
  readonly unit: string;
  readonly price: Decimal | undefined;
  readonly warehouse: string;
  readonly requestedDate: string;
}

/** What is to be done so that the order becomes what is wanted. Nothing left means that it is. */
export interface ChangePlan {
  readonly add: readonly MiTransactionCall[];
  readonly remove: readonly MiTransactionCall[];
  readonly references: MiTransactionCall | undefined;
  /** Lines that stand in the way because M3 has gone on with them. */
  readonly blocked: readonly LiveLine[];
}

/**
 * Compares an order with what is wanted. M3 has no transaction that changes a line (OIS100MI), so a line that differs is
 * added anew, with price and discounts of the old one, and the old one is deleted. The plan follows from the present
 * state alone: made again after any part of it was carried out, it says what is left. A line that carries the default
 * item for one that M3 does not know stays as it is; a change of it is for a person.
 */
export function planChange(
  input: OrderChangeInput,
  live: LiveOrder,
  settings: M3Settings,
  unknown: UnknownItems = new Set(),
): ChangePlan | Failure {
  const references = planReferences(input, live, settings);
  if (input.lines === undefined) return { add: [], remove: [], references, blocked: [] };
  const wanted: Line[] = [];
  for (const [index, line] of input.lines.entries()) {
    const read = readLine(line, `lines[${index}]`);
    if ('code' in read) return read;
    wanted.push(read);
  }
  if (wanted.length === 0) {
    return invalid('lines', 'The change leaves no line; cancel the order instead.');
  }
  const pairs = pairUp(wanted, live.lines, settings);
  const standIns = pairStandIns(wanted, live.lines, pairs, settings, unknown);
  const changed = [...standIns].find(([line, old]) => !isSameStandIn(line, old, settings));
  if (changed) return standInChanged(input.orderNumber, ...changed);
  const kept = new Set([...pairs.values(), ...standIns.values()]);
  const replaced = [...pairs].filter(([line, old]) => !isSame(line, old, settings));
  const surplus = live.lines.filter((line) => !kept.has(line));
  const fresh = wanted.filter((line) => !pairs.has(line) && !standIns.has(line));
  const touched = [...surplus, ...replaced.map(([, old]) => old)];
  // A new line on an order that is being picked would leave by itself: that is for a person to decide.
  const inTheWay = fresh.length > 0 ? live.lines : touched;
  const ORNO = input.orderNumber;
  const number = (value: Decimal): string => decimalText(value, settings.decimalMark);
  const add = [...replaced.map(([line, old]) => ({ line, old })), ...fresh.map((line) => ({ line, old: undefined }))];
  return {
    add: add.map(({ line, old }) => addCall(ORNO, line, old, settings, number)),
    remove: touched.map((line) => ({ transaction: 'DelLine', record: { ORNO, PONR: line.number } })),
    references,
    blocked:
      touched.length + fresh.length === 0
        ? []
        : inTheWay.filter(({ status }) => !mayChange(status, settings.changeUntil)),
  };
}

function readLine(line: WantedLine, path: string): Line | Failure {
  const quantity = readDecimal(line.quantity);
  if (!quantity?.gt(0)) return invalid(`${path}.quantity`, `"${line.quantity}" is no quantity above zero.`);
  const price = line.price === undefined ? undefined : readDecimal(line.price);
  if (line.price !== undefined && price === undefined) return invalid(`${path}.price`, `"${line.price}" is no price.`);
  const day = line.requestedDate ? readDay(line.requestedDate) : '';
  if (day === undefined) return invalid(`${path}.requestedDate`, `"${line.requestedDate}" is no day.`);
  const webLine = String(Number(line.lineNumber));
  return {
    webLine,
    itemNumber: cleanText(line.itemNumber),
    quantity,
    unit: cleanText(line.unit),
    price,
    warehouse: cleanText(line.warehouse),
    requestedDate: day,
  };
}

/** Which live line stands for which wanted one: the likest first, so that what is right already is left alone. */
function pairUp(wanted: readonly Line[], live: readonly LiveLine[], settings: M3Settings): Map<Line, LiveLine> {
  return pairBy(wanted, live, [
    (line, old) => sameItem(line, old) && old.webLine === line.webLine && isSame(line, old, settings),
    (line, old) => sameItem(line, old) && isSame(line, old, settings),
    (line, old) => sameItem(line, old) && old.webLine === line.webLine,
    sameItem,
  ]);
}

/**
 * Which of the lines left over carry the default item for a wanted one. They are known by the web line, whose number
 * moves when an earlier line is taken away, so one that is the same but for its number comes first.
 */
function pairStandIns(
  wanted: readonly Line[],
  live: readonly LiveLine[],
  pairs: ReadonlyMap<Line, LiveLine>,
  settings: M3Settings,
  unknown: UnknownItems,
): Map<Line, LiveLine> {
  const taken = new Set(pairs.values());
  const fits = (line: Line, old: LiveLine): boolean => standsIn(line, old, unknown, settings);
  return pairBy(
    wanted.filter((line) => !pairs.has(line)),
    live.filter((line) => !taken.has(line)),
    [
      (line, old) => fits(line, old) && old.webLine === line.webLine && isSameStandIn(line, old, settings),
      (line, old) => fits(line, old) && isSameStandIn(line, old, settings),
      (line, old) => fits(line, old) && old.webLine === line.webLine,
    ],
  );
}

/** Pairs lines, each once, by the first test that any two pass, then by the next. */
function pairBy(
  wanted: readonly Line[],
  live: readonly LiveLine[],
  passes: readonly ((line: Line, old: LiveLine) => boolean)[],
): Map<Line, LiveLine> {
  const pairs = new Map<Line, LiveLine>();
  const left = new Set(live);
  for (const fits of passes) {
    for (const line of wanted) {
      if (pairs.has(line)) continue;
      const found = [...left].find((old) => fits(line, old));
      if (!found) continue;
      pairs.set(line, found);
      left.delete(found);
    }
  }
  return pairs;
}

const sameItem = (line: Line, old: LiveLine): boolean => line.itemNumber.toUpperCase() === old.itemNumber.toUpperCase();

function isSame(line: Line, old: LiveLine, { priceSource }: M3Settings): boolean {
  const samePrice = priceSource === 'm3' || line.price === undefined || line.price.equals(old.price);
  const sameDay = line.requestedDate === '' || line.requestedDate === old.requestedDate;
  const sameUnit = line.unit === '' || old.unit === '' || line.unit === old.unit;
  return line.quantity.equals(old.quantity) && samePrice && sameDay && sameUnit;
}

/** The default item is ordered in its own unit. */
function isSameStandIn(line: Line, old: LiveLine, settings: M3Settings): boolean {
  return isSame({ ...line, unit: '' }, old, settings);
}

function addCall(
  ORNO: string,
  line: Line,
  old: LiveLine | undefined,
  { priceSource, warehouse: usual }: M3Settings,
  number: (value: Decimal) => string,
): MiTransactionCall {
  const carried: Record<string, string> = {};
  for (const name of old ? CARRIED : []) {
    const value = (old?.fields[name] ?? '').trim();
    if (value !== '' && Number(value) !== 0) carried[name] = value;
  }
  const unit = line.unit || old?.unit || '';
  const warehouse = line.warehouse || carried['WHLO'] || usual;
  const day = line.requestedDate || old?.requestedDate || '';
  const record: MiRecord = {
    ...carried,
    ORNO,
    ITNO: line.itemNumber,
    ORQT: number(line.quantity),
    ...(unit ? { ALUN: unit } : {}),
    ...(line.price && priceSource === 'store' ? pricedIn(number(line.price), unit) : {}),
    ...(warehouse ? { WHLO: warehouse } : {}),
    ...(day ? { DWDZ: day } : {}),
    // The store has sold it: a shortage makes a back-order, as it does for orders that come as drafts.
    OATP: '1',
  };
  return { transaction: 'AddOrderLine', record, columns: ['PONR', 'POSX'], needs: ['PONR'] };
}

function planReferences(
  input: OrderChangeInput,
  { head }: LiveOrder,
  { webOrderNumberField, draftMarker }: M3Settings,
): MiTransactionCall | undefined {
  const webFirst = webOrderNumberField === 'customerOrderNumber';
  const fields: Record<string, string> = {};
  const put = (name: 'CUOR' | 'OREF' | 'YREF', length: number, value: string | undefined): void => {
    const wanted = fitText(cleanText(value), length);
    if (wanted && wanted !== (head[name] ?? '').trim()) fields[name] = wanted;
  };
  put(webFirst ? 'OREF' : 'CUOR', webFirst ? 30 : 20, input.customerReference);
  // The field of the draft's mark is not free for a reference.
  if (draftMarker === 'none') put(webFirst ? 'YREF' : 'OREF', 30, input.yourReference);
  if (Object.keys(fields).length === 0) return undefined;
  return { transaction: 'ChgOrderRef', record: { ORNO: input.orderNumber, ...fields } };
}

/** The failure that says that M3 has gone on with the order, with both sides as evidence. */
export function inPicking(
  input: { readonly orderNumber: string },
  blocked: readonly LiveLine[],
  wanted: object,
): Failure {
  const lines = blocked.map(({ number, itemNumber, status, quantity }) => ({
    m3LineNumber: number,
    itemNumber,
    status,
    quantity: decimalText(quantity),
  }));
  const named = lines.map(({ m3LineNumber, itemNumber, status }) => `${m3LineNumber} (${itemNumber}, ${status})`);
  return m3Failure('m3.order-in-picking', {
    record: `order ${input.orderNumber}`,
    message: `M3 has gone on with order ${input.orderNumber}: line ${named.join(', line ')}.`,
    evidence: { inM3: lines, wanted: wanted as never },
  });
}
