import type pg from 'pg';
import type { Histogram } from '../../core/sight/histogram.ts';
import type { SeriesReads } from '../../engine/sight-ports.ts';

interface Row {
  from_at: Date;
  subject: string;
  part: string;
  count: string;
  total: number;
  highest: number;
  histogram: Histogram | null;
}

/** Rows of charts, from the rollups alone. */
export function createSeriesReads(pool: pg.Pool): SeriesReads {
  return {
    rows: async (tenant, { measure, grain, from, until, subject, part }) => {
      const { rows } = await pool.query<Row>(
        `SELECT from_at, subject, part, count, total, highest, histogram FROM rollups
        WHERE tenant = $1 AND grain = $2 AND measure = $3 AND from_at >= $4 AND from_at < $5
          AND ($6::text IS NULL OR subject = $6) AND ($7::text IS NULL OR part = $7)`,
        [
          tenant,
          grain,
          measure,
          new Date(from).toISOString(),
          new Date(until).toISOString(),
          subject ?? null,
          part ?? null,
        ],
      );
      return rows.map((row) => ({
        from: row.from_at.getTime(),
        subject: row.subject,
        part: row.part,
        count: Number(row.count),
        total: row.total,
        highest: row.highest,
        ...(row.histogram === null ? {} : { histogram: row.histogram }),
      }));
    },
  };
}
