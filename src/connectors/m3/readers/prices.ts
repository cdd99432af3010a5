import { Decimal, parseDecimal } from '../../../core/decimal.ts';
import type { SideRecord } from '../../../core/reconcile/model.ts';
import { matchKey } from '../../../core/reconcile/order.ts';
import type { RecordReader, RecordReading } from '../../kit/connector.ts';
import { headOf, isValid, type PriceHead } from '../operations/price-heads.ts';
import type { MiRecord } from '../wire/request.ts';
import { askOne } from './ask.ts';

interface Cursor {
  readonly heads: readonly PriceHead[];
  readonly at: number;
}

/** List that counts where the price flow names none. */
const USUAL_LIST = 'LIST';

/** Rows of the price list that goes to the store. Of two periods of one list the later one counts. */
export const priceReader: RecordReader = {
  title: 'Prices',
  picks: 0,
  page: async (reading) => {
    const { heads, at } = (reading.cursor as unknown as Cursor | undefined) ?? {
      heads: await readHeads(reading),
      at: 0,
    };
    const head = heads[at];
    if (!head) return { records: [] };
    const { priceList, currency, customer, validFrom } = head;
    const record = { PRRF: priceList, CUCD: currency, FVDT: validFrom, ...(customer ? { CUNO: customer } : {}) };
    const columns = ['ITNO', 'SAPR', 'SACD'];
    const rows = await askOne(reading, 'OIS017MI', { transaction: 'LstBasePrice', record, columns });
    const records = rows.map((row) => recordOf(row, head));
    const more = at + 1 < heads.length;
    return { records, ...(more ? { cursor: { heads: heads as never, at: at + 1 } } : {}) };
  },
  tellAgain: (record, { mark, now }) => {
    const [itemNumber = '', priceList = '', currency = ''] = record.id.split('/');
    const time = new Date(now).toISOString();
    const data = { itemNumber, priceList, currency };
    return { type: 'm3.price.changed', id: `${mark}:${record.id}`, subject: itemNumber, time, data };
  },
};

async function readHeads(reading: RecordReading): Promise<PriceHead[]> {
  const { options, now } = reading;
  const list =
    typeof options['priceList'] === 'string' && options['priceList'] !== '' ? options['priceList'] : USUAL_LIST;
  const currency = typeof options['currency'] === 'string' ? options['currency'] : '';
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  const rows = await askOne(reading, 'OIS017MI', { transaction: 'LstPriceList', record: { PRRF: list } });
  return rows
    .map(headOf)
    .filter((head) => head.priceList === list && head.customer === '' && isValid(head, day))
    .filter((head) => currency === '' || head.currency === currency)
    .toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
}

/** A price is for so many units (SACD). */
function recordOf({ ITNO = '', SAPR = '', SACD = '' }: MiRecord, { priceList, currency }: PriceHead): SideRecord {
  const item = ITNO.trim();
  const per = parseDecimal(SACD.trim() || '1') ?? new Decimal(1);
  const price = parseDecimal(SAPR.replace(',', '.'))?.div(per.isZero() ? 1 : per);
  return {
    key: matchKey(item),
    id: `${item}/${priceList}/${currency}`,
    fields: { price: price?.toFixed() ?? null, currency },
  };
}
