import type { JsonObject } from '../../../core/json.ts';
import { Decimal } from '../../../core/decimal.ts';
import type { Clock, PolledEvent, PollSource } from '../../ports.ts';
import type { StockAge, StockStore } from '../../stock-ports.ts';
import type { Programs } from '../../programs.ts';

export const STOCK_PROMISED = 'landbridge.stock.promised';
export const STOCK_STALE = 'landbridge.stock.stale';

/** Events of the engine's own about stock. */
export const STOCK_EVENTS = {
  [STOCK_PROMISED]: {
    schema: {
      type: 'object',
      required: ['itemNumber', 'warehouse'],
      additionalProperties: false,
      properties: { itemNumber: { type: 'string' }, warehouse: { type: 'string' } },
    },
  },
  [STOCK_STALE]: {
    schema: {
      type: 'object',
      required: ['source', 'target', 'asOf', 'minutes'],
      additionalProperties: false,
      properties: {
        source: { type: 'string', description: 'Connection that counts the stock' },
        target: { type: 'string', description: 'Connection of the store' },
        asOf: { type: 'string', description: 'The store shows what was known then (ISO 8601, UTC)' },
        minutes: { type: 'integer', description: 'Age of the figures' },
      },
    },
  },
} as const;

interface Cursor {
  /** What orders on their way took at the last look, by item. */
  readonly promised: Readonly<Record<string, string>>;
  /** Stores whose figures are too old, by `source>target`, and since when that is told. */
  readonly stale: Readonly<Record<string, number>>;
}

const EVERY_SECONDS = 2;
const MINUTE_MS = 60_000;

/**
 * The engine's own look at stock, every two seconds: items of which orders on their way take more or less than before
 * are told, so that the store hears of it although the system that counts did not change; and figures that have grown
 * too old are told once for each time that they do.
 */
export function stockWatch(deps: {
  readonly tenant: string;
  readonly stock: StockStore;
  readonly programs: Programs;
  readonly clock: Clock;
}): PollSource {
  return {
    tenant: deps.tenant,
    connection: 'landbridge',
    name: 'stock-watch',
    title: 'Stock on its way, and how old the figures are',
    events: [STOCK_PROMISED, STOCK_STALE],
    everySeconds: EVERY_SECONDS,
    poll: async ({ cursor, now }) => {
      const before = (cursor ?? { promised: {}, stale: {} }) as unknown as Cursor;
      const lines = await deps.stock.promised(deps.tenant);
      const promised: Record<string, string> = {};
      for (const { item, quantity } of lines) {
        promised[item] = new Decimal(promised[item] ?? 0).plus(quantity).toFixed();
      }
      const changed = changedItems(before.promised, promised);
      const limit = await staleAfter(deps.programs, deps.tenant);
      const { events, stale } =
        limit === undefined
          ? { events: [], stale: {} }
          : judgeAges(await deps.stock.ages(deps.tenant), before.stale, limit, now);
      // Figures that were old and are not any more: whatever went out meanwhile is worked out anew.
      const isOver = Object.keys(before.stale).some((key) => stale[key] === undefined);
      const places = isOver
        ? await deps.stock.placesOf(deps.tenant)
        : changed.length === 0
          ? []
          : await deps.stock.placesOf(deps.tenant, changed);
      const next: Cursor = { promised, stale };
      return {
        events: [...places.map(({ itemNumber, warehouse }) => promisedEvent(itemNumber, warehouse, now)), ...events],
        cursor: next as unknown as JsonObject,
        more: false,
      };
    },
  };
}

/** Items of which more or less is promised than before. */
export function changedItems(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly string[] {
  const items = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...items].filter((item) => before[item] !== now[item]);
}

/** Which stores have figures older than `limitMs`; each is told when it begins, and again only after it was over. */
export function judgeAges(
  ages: readonly StockAge[],
  before: Readonly<Record<string, number>>,
  limitMs: number,
  now: number,
): { readonly events: readonly PolledEvent[]; readonly stale: Readonly<Record<string, number>> } {
  const stale: Record<string, number> = {};
  const events: PolledEvent[] = [];
  for (const { source, target, asOf } of ages) {
    if (asOf === undefined || now - asOf <= limitMs) continue;
    const key = `${source}>${target}`;
    stale[key] = before[key] ?? now;
    if (before[key] !== undefined) continue;
    const time = new Date(now).toISOString();
    const minutes = Math.floor((now - asOf) / MINUTE_MS);
    const data = { source, target, asOf: new Date(asOf).toISOString(), minutes };
    events.push({ type: STOCK_STALE, id: `stale:${key}:${now}`, subject: target, time, data });
  }
  return { events, stale };
}

function promisedEvent(itemNumber: string, warehouse: string, now: number): PolledEvent {
  const subject = `${itemNumber}@${warehouse}`;
  const time = new Date(now).toISOString();
  return { type: STOCK_PROMISED, id: `promised:${subject}:${now}`, subject, time, data: { itemNumber, warehouse } };
}

/** How old figures may be, as the flow says that waits for the alarm; without one nobody looks. */
async function staleAfter(programs: Programs, tenant: string): Promise<number | undefined> {
  const flows = await programs.active();
  const watcher = flows.find(
    ({ deployment, program }) => deployment.tenant === tenant && program.trigger.events.includes(STOCK_STALE),
  );
  if (!watcher) return undefined;
  const minutes = { ...watcher.program.settings, ...watcher.deployment.settings }['staleAfterMinutes'];
  return Math.max(1, Number(minutes) || 0) * MINUTE_MS;
}
