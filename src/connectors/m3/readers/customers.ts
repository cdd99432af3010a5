import type { SideRecord } from '../../../core/reconcile/model.ts';
import { matchKey } from '../../../core/reconcile/order.ts';
import type { RecordReader } from '../../kit/connector.ts';
import type { MiRecord } from '../wire/request.ts';
import { afterOf, askMany, askOne } from './ask.ts';

const PAGE = 500;
const COLUMNS = ['CUNO', 'CUNM', 'MAIL', 'PHNO', 'VRNO'];

/** Customers, in the order of their numbers. */
export const customerReader: RecordReader = {
  title: 'Customers',
  picks: 50,
  page: async (reading) => {
    if (reading.only) {
      // Positioned on the number: the customer itself, or the one behind it, which is left out by its key.
      const transactions = reading.only.map((CUNO) => ({
        transaction: 'LstByNumber',
        record: { CUNO },
        columns: COLUMNS,
      }));
      const results = await askMany(reading, 'CRS610MI', transactions, 1);
      return { records: results.flatMap(({ records }) => records.map(recordOf)) };
    }
    const after = afterOf(reading);
    const record = after === '' ? {} : { CUNO: after };
    const rows = await askOne(reading, 'CRS610MI', { transaction: 'LstByNumber', record, columns: COLUMNS }, PAGE);
    const fresh = rows.filter(({ CUNO = '' }) => CUNO !== after);
    const last = fresh.at(-1)?.['CUNO'];
    const more = rows.length >= PAGE && last !== undefined;
    return { records: fresh.map(recordOf), ...(more ? { cursor: { after: last } } : {}) };
  },
  tellAgain: ({ id }, { mark, now }) => ({
    type: 'm3.customer.changed',
    id: `${mark}:${id}`,
    subject: id,
    time: new Date(now).toISOString(),
    data: { customerNumber: id },
  }),
};

function recordOf({ CUNO = '', CUNM = '', MAIL = '', PHNO = '', VRNO = '' }: MiRecord): SideRecord {
  const id = CUNO.trim();
  const fields = { name: CUNM || null, email: MAIL || null, phone: PHNO || null, vatNumber: VRNO || null };
  return { key: matchKey(id), id, fields };
}
