import { doneList, type Handlers } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import type { MiRecord } from '../state/effects.ts';
import { headStatus } from '../state/quantities.ts';
import { lineRecord } from './order-line-reads.ts';
import { amountText, orderTotals } from './money.ts';
import { matchesSearch, readSearch } from './search-text.ts';

/** OIS100MI: searches. They read an index that lags behind the database, so a miss proves nothing. */
export const orderSearchHandlers: Handlers = {
  'OIS100MI/SearchHead': ({ sandbox, input, maxRecords }) => {
    const terms = readSearch(input['SQRY'] ?? '');
    if (!terms) return refuse('WSQRY01', 'SQRY', input['SQRY']);
    const indexedUntil = sandbox.now() - sandbox.settings.searchLagMs;
    const records: MiRecord[] = [];
    for (const order of sandbox.world.orders.values()) {
      if (records.length >= maxRecords) break;
      if (order.changedAt > indexedUntil) continue;
      const { lowest, highest } = headStatus(order.lines);
      const record = { ...order.head, ORNO: order.orderNumber, ORSL: lowest, ORST: highest, OBLC: order.stop };
      if (!matchesSearch(terms, record)) continue;
      const { goods } = orderTotals(sandbox, order);
      records.push({ ...record, NTAM: amountText(goods), PGNM: 'OIS100', FILE: 'OOHEAD', KSTR: order.orderNumber });
    }
    return doneList(records);
  },
  'OIS100MI/SearchLine': ({ sandbox, input, maxRecords }) => {
    const terms = readSearch(input['SQRY'] ?? '');
    if (!terms) return refuse('WSQRY01', 'SQRY', input['SQRY']);
    const indexedUntil = sandbox.now() - sandbox.settings.searchLagMs;
    const records: MiRecord[] = [];
    for (const order of sandbox.world.orders.values()) {
      if (order.changedAt > indexedUntil) continue;
      for (const line of order.lines) {
        if (records.length >= maxRecords) return doneList(records);
        const record = { ...lineRecord(order, line), ORNO: order.orderNumber, CUNO: order.customer };
        if (matchesSearch(terms, record)) records.push(record);
      }
    }
    return doneList(records);
  },
};
