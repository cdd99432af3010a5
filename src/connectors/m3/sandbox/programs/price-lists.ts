import { doneList, type Handlers } from '../mi/call.ts';
import type { Sandbox } from '../sandbox.ts';
import { dayOf } from '../state/dates.ts';
import type { MiRecord } from '../state/effects.ts';
import { listKey, type PriceList, type PriceRow } from '../state/prices.ts';

const FOREVER = '20991231';

/** OIS017MI: price lists and their rows; LstNewPrices of OIS320MI, which reads the same rows by their last change. */
export const priceListHandlers: Handlers = {
  'OIS320MI/LstNewPrices': ({ sandbox, input, maxRecords }) => {
    const since = Number(input['LMTS'] ?? '0');
    const rows = sortedRows(sandbox).filter(({ changedAt }) => changedAt >= since);
    return doneList(rows.slice(0, maxRecords).map((row) => ({ ...rowRecord(row), QTYL: '0', PCOF: '1' })));
  },
  'OIS017MI/LstPriceList': ({ sandbox, input, maxRecords }) => {
    const { PRRF = '', CUCD = '', CUNO = '' } = input;
    const heads = new Map(sortedRows(sandbox).map((row) => [listKey(row), row]));
    const wanted = [...heads.values()].filter((row) => listKey(row) >= [PRRF, CUCD, CUNO].join('/'));
    return doneList(wanted.slice(0, maxRecords).map(headRecord));
  },
  'OIS017MI/LstBasePrice': ({ sandbox, input, maxRecords }) => {
    const { PRRF = '', CUCD = '', CUNO = '', FVDT = '' } = input;
    const rows = sortedRows(sandbox).filter(
      (row) => listKey(row) === listKey({ priceList: PRRF, currency: CUCD, customer: CUNO, validFrom: FVDT }),
    );
    return doneList(rows.slice(0, maxRecords).map((row) => ({ ...rowRecord(row), TX15: row.priceList })));
  },
};

/** The row that gives a price today: of the list asked for, else the customer's own. Undefined: the base list counts. */
export function rowFor(
  { world, now }: Pick<Sandbox, 'world' | 'now'>,
  { itemNumber, currency, customer }: { itemNumber: string; currency: string; customer: string },
  priceList?: string,
): PriceRow | undefined {
  const today = dayOf(now());
  const valid = [...world.prices.values()].filter(
    (row) => row.itemNumber === itemNumber && row.currency === currency && counts(row, today),
  );
  const newest = valid.sort((left, right) => (left.validFrom < right.validFrom ? 1 : -1));
  if (priceList !== undefined) return newest.find((row) => row.priceList === priceList);
  return newest.find((row) => row.customer === customer) ?? newest.find((row) => row.priceList === 'LIST');
}

function counts({ validFrom, validTo = FOREVER }: PriceList, day: string): boolean {
  return validFrom <= day && day <= validTo;
}

function sortedRows({ world }: Sandbox): PriceRow[] {
  return [...world.prices.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row);
}

function headRecord({ priceList, currency, customer, validFrom, validTo = FOREVER }: PriceList): MiRecord {
  return {
    CONO: '100',
    PRRF: priceList,
    CUCD: currency,
    CUNO: customer,
    FVDT: validFrom,
    LVDT: validTo,
    TX15: priceList,
    CABA: '0',
  };
}

function rowRecord(row: PriceRow): MiRecord {
  return {
    ...headRecord(row),
    ITNO: row.itemNumber,
    SAPR: row.price,
    SACD: '1',
    SPUN: row.unit,
    QTYL: '0',
    NTCD: '0',
    OBV1: row.itemNumber,
  };
}
