import type pg from 'pg';
import type { KeptFigure, PromisedLine } from '../core/stock/model.ts';
import type { StockAge, StockMark, StockStore } from '../engine/stock-ports.ts';
import { jsonbText } from './jsonb.ts';

/**
 * What open orders take from stock. An order counts once, however many runs read it, and not at all once it is linked
 * to an order of the other system or a run knows its number there: then the figure over there is lower by it.
 */
const promisedStatement = `
SELECT p.item, p.warehouse, sum(p.quantity)::text AS quantity
FROM (
  SELECT DISTINCT ON (coalesce(r.facts->>'order', r.id::text)) r.promised
  FROM runs r
  WHERE r.tenant = $1 AND r.promised IS NOT NULL AND r.facts->>'erpOrder' IS NULL
    AND NOT EXISTS (SELECT 1 FROM links l WHERE l.left_id = r.facts->>'order' AND l.kind = 'order' AND l.tenant = r.tenant)
  ORDER BY coalesce(r.facts->>'order', r.id::text), r.updated_at DESC
) orders, jsonb_to_recordset(orders.promised) AS p(item text, warehouse text, quantity numeric)
WHERE $2::text[] IS NULL OR p.item = ANY($2)
GROUP BY p.item, p.warehouse ORDER BY p.item, p.warehouse`;

const keptStatement = `
SELECT f.item, f.warehouse, f.figure::text, extract(epoch FROM f.read_at) * 1000 AS read_at, f.product_id, f.problem
FROM jsonb_to_recordset($4::jsonb) AS k("itemNumber" text, warehouse text)
JOIN stock_figures f ON f.tenant = $1 AND f.source = $2 AND f.target = $3 AND f.item = k."itemNumber"
  AND f.warehouse = k.warehouse`;

const rememberStatement = `
INSERT INTO stock_figures AS f (tenant, source, target, item, warehouse, figure, read_at, promised, safety, quantity,
  section, product_id, written_at, problem)
SELECT DISTINCT ON (m."itemNumber", m.warehouse) $1, $2, $3, m."itemNumber", m.warehouse, coalesce(m.figure, 0),
  coalesce(m."readAt", 'epoch'), coalesce(m.promised, 0), coalesce(m.safety, 0), m.quantity, m."sectionKey",
  m."productId", CASE WHEN m.quantity IS NOT NULL THEN now() END, m.problem
FROM jsonb_to_recordset($4::jsonb) AS m("itemNumber" text, warehouse text, figure numeric, "readAt" timestamptz,
  promised numeric, safety numeric, quantity numeric, "sectionKey" text, "productId" text, problem text)
ORDER BY m."itemNumber", m.warehouse, m."readAt" DESC
ON CONFLICT (tenant, target, item, warehouse, source) DO UPDATE SET
  figure = CASE WHEN excluded.read_at >= f.read_at THEN excluded.figure ELSE f.figure END,
  promised = CASE WHEN excluded.read_at >= f.read_at THEN excluded.promised ELSE f.promised END,
  safety = CASE WHEN excluded.read_at >= f.read_at THEN excluded.safety ELSE f.safety END,
  read_at = greatest(excluded.read_at, f.read_at),
  quantity = coalesce(excluded.quantity, f.quantity),
  section = coalesce(excluded.section, f.section),
  product_id = CASE WHEN excluded.problem IS NULL THEN coalesce(excluded.product_id, f.product_id) END,
  written_at = coalesce(excluded.written_at, f.written_at),
  problem = excluded.problem`;

/**
 * The store shows what was known at the last look that worked, or before the oldest change that is still on its way to
 * it: gathered, in a run that waits, or held.
 */
const agesStatement = `
SELECT live.flow, live.source, live.target, extract(epoch FROM least(p.last_ok_at,
    (SELECT min(r.arrived_at) FROM runs r WHERE r.tenant = $1 AND r.flow = live.flow AND r.state IN ('held', 'failed', 'waiting')
      AND r.arrived_at < now() - interval '10 seconds'))) * 1000 AS as_of,
  extract(epoch FROM f.written_at) * 1000 AS written_at, coalesce(f.figures, 0) AS figures, coalesce(f.problems, 0) AS problems
FROM (
  SELECT d.flow, coalesce(d.bindings->>'m3', 'm3') AS source, coalesce(d.bindings->>'clarity', 'clarity') AS target
  FROM deployments d WHERE d.tenant = $1 AND d.active AND d.flow = ANY($2)
) live
LEFT JOIN polls p ON p.tenant = $1 AND p.connection = live.source AND p.name = 'stock'
LEFT JOIN (
  SELECT source, target, max(written_at) AS written_at, count(*) AS figures, count(problem) AS problems
  FROM stock_figures WHERE tenant = $1 GROUP BY source, target
) f ON f.source = live.source AND f.target = live.target
ORDER BY live.flow`;

interface AgeRow {
  flow: string;
  source: string;
  target: string;
  as_of: string | null;
  written_at: string | null;
  figures: string;
  problems: string;
}

interface KeptRow {
  item: string;
  warehouse: string;
  figure: string;
  read_at: string;
  product_id: string | null;
  problem: string | null;
}

/** Flows that bring stock to a store. */
export const STOCK_FLOWS = ['stock-to-inventory'] as const;

/** Stock on its way, on PostgreSQL. */
export function createStockStore(pool: Pick<pg.Pool, 'query'>): StockStore {
  return {
    promised: async (tenant, items) => {
      const { rows } = await pool.query<{ item: string; warehouse: string | null; quantity: string }>({
        name: 'promised-stock',
        text: promisedStatement,
        values: [tenant, items ?? null],
      });
      return rows.map(
        ({ item, warehouse, quantity }): PromisedLine => ({
          item,
          ...(warehouse === null ? {} : { warehouse }),
          quantity,
        }),
      );
    },
    kept: async ({ tenant, source, target }, keys) => {
      const { rows } = await pool.query<KeptRow>({
        name: 'kept-stock',
        text: keptStatement,
        values: [tenant, source, target, jsonbText(keys)],
      });
      return rows.map(keptOf);
    },
    remember: async ({ tenant, source, target }, marks: readonly StockMark[]) => {
      await pool.query({
        name: 'remember-stock',
        text: rememberStatement,
        values: [tenant, source, target, jsonbText(marks)],
      });
    },
    listed: async ({ tenant, source, target }) => {
      const { rows } = await pool.query<{ sku: string; sectionKey: string; productId: string | null }>(
        `SELECT item AS sku, section AS "sectionKey", product_id AS "productId" FROM stock_figures
        WHERE tenant = $1 AND source = $2 AND target = $3 AND quantity > 0 AND section IS NOT NULL ORDER BY 1, 2`,
        [tenant, source, target],
      );
      return rows.map(({ productId, ...row }) => (productId === null ? row : { ...row, productId }));
    },
    placesOf: async (tenant, items) => {
      const { rows } = await pool.query<{ itemNumber: string; warehouse: string }>(
        `SELECT DISTINCT item AS "itemNumber", warehouse FROM stock_figures WHERE tenant = $1
          AND ($2::text[] IS NULL OR item = ANY($2)) ORDER BY 1, 2`,
        [tenant, items ?? null],
      );
      return rows;
    },
    ages: async (tenant) => {
      const { rows } = await pool.query<AgeRow>(agesStatement, [tenant, STOCK_FLOWS]);
      return rows.map(ageOf);
    },
  };
}

function keptOf({ item, warehouse, figure, read_at, product_id, problem }: KeptRow): KeptFigure {
  return {
    itemNumber: item,
    warehouse,
    figure,
    readAt: Math.round(Number(read_at)),
    ...(product_id === null ? {} : { productId: product_id }),
    ...(problem === null ? {} : { problem }),
  };
}

function ageOf(row: AgeRow): StockAge {
  return {
    flow: row.flow,
    source: row.source,
    target: row.target,
    ...(row.as_of === null ? {} : { asOf: Math.round(Number(row.as_of)) }),
    ...(row.written_at === null ? {} : { writtenAt: Math.round(Number(row.written_at)) }),
    figures: Number(row.figures),
    problems: Number(row.problems),
  };
}
