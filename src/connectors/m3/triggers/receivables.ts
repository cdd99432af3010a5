import type { JsonObject } from '../../../core/json.ts';
import type { ConnectionClient, PollTrigger, TriggerEvent } from '../../kit/connector.ts';
import { objectSchema, textSchema } from '../operations/schema.ts';
import { type M3Settings, readM3Settings } from '../setup/settings.ts';
import { selectCall, splitRow } from '../wire/export-rows.ts';
import { askToTake, OVERLAP_MS, readServerTime } from './ask.ts';

export const RECEIVABLE_CHANGED = 'm3.receivable.changed';

/** What a flow may read as `event`. */
export const RECEIVABLE_EVENT = objectSchema(
  { customerNumber: textSchema('Customer number'), invoiceNumber: textSchema('Invoice number') },
  ['customerNumber'],
);

/** Tells that something was entered in the receivables ledger: an invoice, a payment, a settlement. */
export const receivablesTrigger: PollTrigger = {
  name: 'receivables',
  title: 'Receivable changed in M3',
  events: [RECEIVABLE_CHANGED],
  subject: 'payments',
  everySeconds: (settings) => readM3Settings(settings).receivablesEverySeconds,
  poll: async ({ client, settings: stored, cursor, now }) => {
    const settings = readM3Settings(stored);
    if (settings.receivables === 'off') return { events: [], cursor: cursor ?? {}, more: false };
    const watermark = Number(cursor?.['watermark'] ?? 0);
    const told = new Set((cursor?.['told'] ?? []) as readonly string[]);
    const serverTime = await readServerTime(client, 'ARS200MI');
    // The first look tells nothing: what stands there is the past.
    const rows = watermark > 0 ? await readChanged(client, settings, watermark) : [];
    const next = serverTime - OVERLAP_MS;
    const events = rows.filter(({ id }) => !told.has(id)).map((row) => eventOf(row, now));
    const kept = rows.filter(({ stamp }) => stamp >= next).map(({ id }) => id);
    const cursorNow = { watermark: next, told: kept } as unknown as JsonObject;
    return { events, cursor: cursorNow, more: false };
  },
};

interface ChangedRow {
  readonly id: string;
  readonly stamp: number;
  readonly customerNumber: string;
  readonly invoiceNumber: string;
}

function eventOf({ id, customerNumber, invoiceNumber }: ChangedRow, now: number): TriggerEvent {
  return {
    type: RECEIVABLE_CHANGED,
    id,
    subject: invoiceNumber ? `${customerNumber}/${invoiceNumber}` : customerNumber,
    time: new Date(now).toISOString(),
    data: { customerNumber, ...(invoiceNumber ? { invoiceNumber } : {}) },
  };
}

async function readChanged(
  client: ConnectionClient,
  { company, division }: M3Settings,
  since: number,
): Promise<ChangedRow[]> {
  const where = `ESCONO = ${Number(company)} and ESDIVI = '${division}' and ESLMTS >= ${Math.trunc(since)}`;
  const transactions = [selectCall(`ESLMTS,ESCUNO,ESCINO from FSLEDG where ${where}`)];
  const results = await askToTake(client, { program: 'EXPORTMI', transactions, maxRecords: 0 });
  const rows = results.flatMap(({ records }) => records);
  const changed = rows.flatMap((row) => {
    const [stamp = '', customerNumber = '', invoiceNumber = ''] = splitRow(row);
    if (customerNumber === '') return [];
    return [{ id: `${customerNumber}/${invoiceNumber}/${stamp}`, stamp: Number(stamp), customerNumber, invoiceNumber }];
  });
  return [...new Map(changed.map((row) => [row.id, row])).values()];
}
