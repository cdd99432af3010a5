import type { JsonSchema } from '../../../core/json.ts';
import type { MiRecord, MiTransactionCall } from '../wire/request.ts';
import type { Asked } from './history.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';

/** One delivery of an order: what goes out together from one warehouse (MWS410). */
export interface Delivery {
  readonly deliveryNumber: string;
  readonly orderNumber: string;
  readonly warehouse: string;
  /** PGRS: 05 pick lists to report, 60 ready to invoice, 70 invoiced. */
  readonly statusCode: string;
  /** The goods have left. */
  readonly shipped: boolean;
  /** YYYY-MM-DD; empty until the goods leave. */
  readonly shippedOn: string;
  readonly expectedOn: string;
  readonly deliveryMethod: string;
  readonly carrier: string;
  /** The first tracking number; empty while the carrier has given none. */
  readonly trackingNumber: string;
  readonly packages: readonly { readonly packageNumber: string; readonly trackingNumber: string }[];
  readonly lines: readonly {
    readonly m3LineNumber: string;
    /** The web order's own line number; empty when M3 added the line. */
    readonly lineNumber: string;
    readonly itemNumber: string;
    readonly quantity: string;
  }[];
}

/** Schema of {@link Delivery}. */
export const DELIVERY_SCHEMA: JsonSchema = objectSchema(
  {
    deliveryNumber: textSchema('Delivery number in M3'),
    orderNumber: textSchema('Order number in M3'),
    warehouse: textSchema('Warehouse'),
    statusCode: textSchema('Status of the delivery in M3'),
    shipped: { type: 'boolean', description: 'The goods have left' },
    shippedOn: textSchema('Day the goods left; empty before'),
    expectedOn: textSchema('Day the goods are expected at the customer'),
    deliveryMethod: textSchema('Delivery method'),
    carrier: textSchema('Carrier'),
    trackingNumber: textSchema('First tracking number; carriers give it late'),
    packages: listSchema(
      objectSchema({ packageNumber: textSchema('Package'), trackingNumber: textSchema('Tracking number') }, [
        'packageNumber',
      ]),
    ),
    lines: listSchema(
      objectSchema(
        {
          m3LineNumber: textSchema('Line number in M3'),
          lineNumber: textSchema('Line number in the web order'),
          itemNumber: textSchema('Item number'),
          quantity: textSchema('Quantity in this delivery', { format: 'decimal' }),
        },
        ['m3LineNumber', 'itemNumber', 'quantity'],
      ),
    ),
  },
  ['deliveryNumber', 'orderNumber', 'statusCode', 'shipped', 'trackingNumber', 'lines'],
);

/** The status from which on the goods have left (docs.infor.com iut1567529051055). */
const SHIPPED_FROM = 60;

const HEAD_COLUMNS = ['DLIX', 'RIDN', 'WHLO', 'PGRS', 'ETRN', 'FWNO', 'MODL', 'DSDT', 'DEDA', 'IVNO'];
const PACKAGE_COLUMNS = ['PANR', 'ETRN', 'DLIX'];

/** The reads that show some deliveries: head, packages and lines of each. Lines stand in MWS411MI, so they are apart. */
export function headReads(numbers: readonly string[]): MiTransactionCall[] {
  return numbers.flatMap((DLIX) => [
    { transaction: 'GetHead', record: { DLIX }, columns: HEAD_COLUMNS, needs: ['DLIX'] },
    { transaction: 'LstPackages', record: { DLIX }, columns: PACKAGE_COLUMNS },
  ]);
}

/** Columns of MWS411MI that {@link describeDelivery} reads. */
export const DELIVERY_LINE_COLUMNS = ['DLIX', 'RIDN', 'RIDL', 'RIDX', 'ITNO', 'TRQT', 'PLQT', 'LMTS', 'CHNO'];

/** Puts a delivery together from its head, its packages and its lines. `webLines` are CUPO by PONR. */
export function describeDelivery(
  head: MiRecord,
  packages: readonly MiRecord[],
  lines: readonly MiRecord[],
  webLines: ReadonlyMap<string, string>,
): Delivery {
  const parcels = packages.map(({ PANR = '', ETRN = '' }) => ({
    packageNumber: PANR.trim(),
    trackingNumber: ETRN.trim(),
  }));
  const statusCode = (head['PGRS'] ?? '').trim();
  const shipped = Number(statusCode) >= SHIPPED_FROM;
  return {
    deliveryNumber: (head['DLIX'] ?? '').trim(),
    orderNumber: head['RIDN'] ?? '',
    warehouse: head['WHLO'] ?? '',
    statusCode,
    shipped,
    shippedOn: shipped ? dayText(head['DSDT']) : '',
    expectedOn: dayText(head['DEDA']),
    deliveryMethod: head['MODL'] ?? '',
    carrier: head['FWNO'] ?? '',
    trackingNumber: parcels.find(({ trackingNumber }) => trackingNumber !== '')?.trackingNumber ?? trim(head['ETRN']),
    packages: parcels,
    lines: lines.map(({ RIDL = '', ITNO = '', TRQT = '' }) => ({
      m3LineNumber: String(Number(RIDL)),
      lineNumber: webLines.get(String(Number(RIDL))) ?? '',
      itemNumber: ITNO,
      quantity: TRQT || '0',
    })),
  };
}

/** CUPO of each line of an order by its number in M3; `0` and blanks count as none. */
export function webLinesOf(results: readonly Asked[]): ReadonlyMap<string, string> {
  const rows = results.find(({ transaction }) => transaction === 'LstLine')?.records ?? [];
  return new Map(rows.map(({ PONR = '', CUPO = '' }) => [String(Number(PONR)), webLine(CUPO)]));
}

const webLine = (text: string): string => (Number(text.trim()) === 0 ? '' : String(Number(text.trim())));
const trim = (text: string | undefined): string => (text ?? '').trim();

/** A day as people and stores write it, `2026-02-28`, from M3's `20260228`; empty when there is none. */
export function dayText(day: string | undefined): string {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(trim(day));
  return match ? match.slice(1).join('-') : '';
}
