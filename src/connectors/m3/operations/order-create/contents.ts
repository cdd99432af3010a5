import { Decimal } from 'decimal.js';
import type { M3Settings } from '../../setup/settings.ts';
import type { MiRecord, MiTransactionCall } from '../../wire/request.ts';
import type { Asked } from '../history.ts';
import { markOf } from '../draft-mark.ts';
import { decimalText } from '../values.ts';
import type { CheckedOrder } from './check-items.ts';
import type { IntentLine, IntentText, OrderIntent } from './intent.ts';

/** Longest text in one AddBatchText; longer ones go over in several. */
const TEXT_LENGTH = 240;

/** The head of draft number `n`, with the mark that tells people in M3 whose it is. */
export function draftHead(intent: OrderIntent, stepKey: string, n: number): MiTransactionCall {
  const { head, markerField } = intent;
  const mark: MiRecord = markerField ? { [markerField]: markOf(stepKey, n) } : {};
  return { transaction: 'AddBatchHead', record: { ...head, ...mark }, columns: ['ORNO'], needs: ['ORNO'] };
}

interface Contents extends Pick<CheckedOrder, 'basicUnits'> {
  readonly ORNO: string;
  readonly settings: M3Settings;
  readonly calls: readonly MiTransactionCall[];
}

const contents = new WeakMap<OrderIntent, Contents>();

/**
 * Everything that stands under a draft's head but line texts, which need the line numbers M3 gives. Cheap to ask again
 * for the same draft, which happens at every step of the protocol.
 */
export function draftContents(checked: CheckedOrder, ORNO: string, settings: M3Settings): readonly MiTransactionCall[] {
  const { intent, basicUnits } = checked;
  const known = contents.get(intent);
  const isKnown = known?.ORNO === ORNO && known.settings === settings && known.basicUnits === basicUnits;
  if (isKnown) return known.calls;
  const calls = makeContents(checked, ORNO, settings);
  contents.set(intent, { ORNO, settings, basicUnits, calls });
  return calls;
}

function makeContents(checked: CheckedOrder, ORNO: string, settings: M3Settings): MiTransactionCall[] {
  const { address, charges, texts, lines } = checked.intent;
  return [
    ...(address ? [{ transaction: 'AddBatchAddress', record: { ORNO, ADRT: '1', ...address } }] : []),
    ...texts.flatMap((text) => textCalls(ORNO, text, settings)),
    ...charges.map(({ chargeId, amount, description }) => ({
      transaction: 'AddBatchHeadChg',
      record: {
        ORNO,
        CRID: chargeId,
        CRAM: decimalText(amount, settings.decimalMark),
        ...(description ? { CRD0: description } : {}),
      },
    })),
    ...lines.map((line) => ({
      transaction: 'AddBatchLine',
      record: { ORNO, ...lineRecord(line, checked, settings), CUPO: line.lineNumber },
      columns: ['PONR', 'POSX'],
      needs: ['PONR'],
    })),
  ];
}

/** The one-way door. */
export function confirmCall(ORNO: string, { confirmType }: M3Settings): MiTransactionCall {
  const type = confirmType ? { CTYP: confirmType } : {};
  return { transaction: 'Confirm', record: { ORNO, ...type }, columns: ['ORNO', 'STAT'] };
}

/** Texts that belong to lines, once M3 has numbered them. */
export function draftLineTexts(
  intent: OrderIntent,
  ORNO: string,
  settings: M3Settings,
  added: readonly Asked[],
): MiTransactionCall[] {
  const numbers = new Map(added.map(({ record, records }) => [record['CUPO'], records[0]?.['PONR']]));
  return intent.lines
    .filter(({ note }) => note !== '')
    .flatMap(({ note, lineNumber }) =>
      pieces(note, TEXT_LENGTH).map((PARM) => ({
        transaction: 'AddBatchText',
        record: {
          ORNO,
          TYPE: settings.lineTextType,
          TYTR: settings.textBefore,
          PONR: numbers.get(lineNumber) ?? '',
          POSX: '0',
          PARM,
        },
      })),
    );
}

/**
 * What a line carries in both ways of entry. A price goes with its unit and the number of units it is for (SPUN, SACD of
 * AddBatchLine and AddOrderLine); without them M3 takes those of the item, and a price per metre would be one per roll.
 */
export function lineRecord(
  line: IntentLine,
  { intent: { extraLine }, basicUnits }: CheckedOrder,
  settings: M3Settings,
): MiRecord {
  const { itemNumber, quantity, unit, price, warehouse, description } = line;
  const number = (value: Decimal): string => decimalText(value, settings.decimalMark);
  return {
    ITNO: itemNumber,
    ORQT: number(quantity),
    ...(unit ? { ALUN: unit } : {}),
    ...(price ? pricedIn(number(price), unit || (basicUnits.get(itemNumber) ?? '')) : {}),
    ...discountFields(line, settings, number),
    ...(warehouse ? { WHLO: warehouse } : {}),
    ...(line.requestedDate ? { DWDT: line.requestedDate } : {}),
    ...(description ? { ITDS: description } : {}),
    ...extraLine,
  };
}

/** The price of one unit, with the unit where it is known. */
export function pricedIn(SAPR: string, unit: string): MiRecord {
  return { SAPR, SACD: '1', ...(unit ? { SPUN: unit } : {}) };
}

function discountFields(
  { discountAmount, discountPercent, quantity }: IntentLine,
  { discountSlot, discountPer }: M3Settings,
  number: (value: Decimal) => string,
): MiRecord {
  const fields: Record<string, string> = {};
  if (discountPercent) fields[`DIP${discountSlot}`] = number(discountPercent);
  if (discountAmount && !discountAmount.isZero()) {
    const amount = discountPer === 'unit' ? discountAmount.div(quantity) : discountAmount;
    fields[`DIA${discountSlot}`] = number(amount.toDecimalPlaces(6, Decimal.ROUND_HALF_UP));
  }
  return fields;
}

function textCalls(ORNO: string, { text, place }: IntentText, settings: M3Settings): MiTransactionCall[] {
  const TYTR = place === 'before' ? settings.textBefore : settings.textAfter;
  return pieces(text, TEXT_LENGTH).map((PARM) => ({
    transaction: 'AddBatchText',
    record: { ORNO, TYPE: settings.headTextType, TYTR, PARM },
  }));
}

/** Parts a text at blanks where it can, so that no piece is longer than `length`. */
export function pieces(text: string, length: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > length) {
    const blank = rest.lastIndexOf(' ', length);
    let cut = blank > length / 2 ? blank : length;
    // Not between the halves of a character outside the basic plane.
    if (/[\uD800-\uDBFF]/.test(rest.charAt(cut - 1))) cut -= 1;
    parts.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return rest ? [...parts, rest] : parts;
}
