import type { M3Settings } from '../setup/settings.ts';
import type { MiRecord } from '../wire/request.ts';
import type { OrderState } from './order-status.ts';

const SEPARATOR = ';';

/** Columns in an order in which only the last one may hold the separator itself. */
const COLUMNS = ['OAORNO', 'OAORSL', 'OAORST', 'OAOBLC'] as const;

/** The EXPORTMI/Select input for all orders of the company changed since a moment (milliseconds since 1970). */
export function selectChangedOrders({ company, webOrderNumberField }: M3Settings, since: number): MiRecord {
  const reference = webOrderNumberField === 'customerOrderNumber' ? 'OACUOR' : 'OAYREF';
  const columns = [...COLUMNS, reference].join(',');
  const where = `OACONO = ${Number(company)} and OALMTS >= ${Math.trunc(since)}`;
  return { QERY: `${columns} from OOHEAD where ${where}`, SEPC: SEPARATOR, HDRS: '0' };
}

/** Reads the rows of the answer. A row that is not one is left out. */
export function readExportRows(records: readonly MiRecord[]): OrderState[] {
  return records.flatMap(({ REPL = '' }) => {
    const [orderNumber = '', lowest = '', highest = '', stop = '', ...rest] = REPL.split(SEPARATOR);
    if (orderNumber.trim() === '' || rest.length === 0) return [];
    const [number, low, high, code] = [orderNumber, lowest, highest, stop].map((text) => text.trim()) as [
      string,
      string,
      string,
      string,
    ];
    const webOrderNumber = rest.join(SEPARATOR).trim();
    return [{ orderNumber: number, lowest: low, highest: high, stop: code, webOrderNumber }];
  });
}
