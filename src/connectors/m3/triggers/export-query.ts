import { type M3Settings, webOrderField } from '../setup/settings.ts';
import { selectRecord, splitRow } from '../wire/export-rows.ts';
import type { MiRecord } from '../wire/request.ts';
import type { OrderState } from './order-status.ts';

/** Columns in an order in which only the last one may hold the separator itself. */
const COLUMNS = ['OAORNO', 'OAORSL', 'OAORST', 'OAOBLC'] as const;

/** The EXPORTMI/Select input for all orders of the company changed since a moment (milliseconds since 1970). */
export function selectChangedOrders(settings: M3Settings, since: number): MiRecord {
  const columns = [...COLUMNS, `OA${webOrderField(settings)}`].join(',');
  const where = `OACONO = ${Number(settings.company)} and OALMTS >= ${Math.trunc(since)}`;
  return selectRecord(`${columns} from OOHEAD where ${where}`);
}

/** Reads the rows of the answer. A row that is not one is left out. */
export function readExportRows(records: readonly MiRecord[]): OrderState[] {
  return records.flatMap((row) => {
    const [orderNumber = '', lowest = '', highest = '', stop = '', webOrderNumber] = splitRow(row, COLUMNS.length + 1);
    if (orderNumber === '' || webOrderNumber === undefined) return [];
    return [{ orderNumber, lowest, highest, stop, webOrderNumber }];
  });
}
