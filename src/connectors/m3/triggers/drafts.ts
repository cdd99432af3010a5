import type { JsonObject } from '../../../core/json.ts';
import { type ConnectionClient, PollFailed, type PollTrigger, type TriggerEvent } from '../../kit/connector.ts';
import { m3Failure } from '../errors.ts';
import { DRAFT_MARK } from '../operations/draft-mark.ts';
import { objectSchema, textSchema } from '../operations/schema.ts';
import { type M3Settings, readM3Settings } from '../setup/settings.ts';
import { selectCall, splitRow } from '../wire/export-rows.ts';
import type { MiRecord } from '../wire/request.ts';
import { askM3, readServerTime } from './ask.ts';

export const DRAFT_LEFT = 'm3.draft.left';

/** What a flow may read as `event`. */
export const DRAFT_EVENT = objectSchema(
  {
    temporaryNumber: textSchema('Number of the staged order'),
    status: textSchema('Status in OIS275'),
    orderNumber: textSchema('Customer order that was made of it, when nobody here follows that order'),
    customerNumber: textSchema('Customer number'),
  },
  ['temporaryNumber', 'status'],
);

/** References may hold the separator, so they come last. */
const COLUMNS = ['OAORNO', 'OAORNR', 'OASTAT', 'OACUNO', 'OAYREF', 'OAOREF'].join(',');
/** How far back the first look at converted ones goes. */
const FIRST_LOOK_MS = 86_400_000;

interface Row {
  readonly temporaryNumber: string;
  readonly orderNumber: string;
  readonly status: string;
  readonly customerNumber: string;
}

/**
 * Tells of staged orders with our mark that have lain longer than the quiet time, again at each look while they lie, and
 * of those that became a customer order which nobody here follows. It decides nothing: a flow finds out whose they are.
 */
export const draftsTrigger: PollTrigger = {
  name: 'drafts',
  title: 'Staged orders left behind',
  events: [DRAFT_LEFT],
  finds: 'order',
  everySeconds: (settings) => readM3Settings(settings).draftSweepEverySeconds,
  poll: async ({ client, settings: stored, cursor, find, now }) => {
    const settings = readM3Settings(stored);
    if (settings.draftSweep === 'off') return { events: [], cursor: cursor ?? {}, more: false };
    const serverTime = await readServerTime(client, 'OIS100MI');
    const until = serverTime - settings.quietTimeMs;
    const since = Number(cursor?.['watermark'] ?? serverTime - FIRST_LOOK_MS);
    const [left, converted] = await select(client, settings, [
      `OASTAT < '90' and OALMTS <= ${until}`,
      `OASTAT = '90' and OALMTS > ${since} and OALMTS <= ${until}`,
    ]);
    const made = (converted ?? []).filter(({ orderNumber }) => orderNumber !== '');
    const followed = new Set((await find(made.map(({ orderNumber }) => orderNumber))).map(({ id }) => id));
    const strange = made.filter(({ orderNumber }) => !followed.has(orderNumber));
    const look = Math.floor(serverTime / 1_000);
    const events = [
      ...(left ?? []).map((row) => eventOf(row, `${row.temporaryNumber}@${look}`, now)),
      ...strange.map((row) => eventOf(row, `${row.temporaryNumber}=${row.orderNumber}`, now)),
    ];
    return { events, cursor: { watermark: until } as JsonObject, more: false };
  },
};

function eventOf({ temporaryNumber, orderNumber, status, customerNumber }: Row, id: string, now: number): TriggerEvent {
  return {
    type: DRAFT_LEFT,
    id,
    subject: temporaryNumber,
    time: new Date(now).toISOString(),
    data: { temporaryNumber, status, customerNumber, ...(orderNumber ? { orderNumber } : {}) },
  };
}

/** Marked rows of the staging table (OXHEAD) under each condition. @throws PollFailed when M3 refuses the query. */
async function select(
  client: ConnectionClient,
  { company }: M3Settings,
  conditions: readonly string[],
): Promise<readonly (readonly Row[])[]> {
  const transactions = conditions.map((condition) =>
    selectCall(`${COLUMNS} from OXHEAD where OACONO = ${Number(company)} and ${condition}`),
  );
  const answers: (readonly Row[])[] = [];
  for (const transaction of transactions) {
    const [result] = await askM3(client, { program: 'EXPORTMI', transactions: [transaction], maxRecords: 0 });
    if (result?.error) throw new PollFailed(m3Failure('m3.rejected', { message: `M3: ${result.error.message}` }));
    answers.push((result?.records ?? []).flatMap(readRow));
  }
  return answers;
}

function readRow(row: MiRecord): Row[] {
  const [temporaryNumber = '', orderNumber = '', status = '', customerNumber = '', ...references] = splitRow(row);
  const isOurs = references.some((reference) => reference.toUpperCase().endsWith(DRAFT_MARK));
  if (temporaryNumber === '' || !isOurs) return [];
  const made = Number(orderNumber) === 0 ? '' : orderNumber;
  return [{ temporaryNumber, orderNumber: made, status, customerNumber }];
}
