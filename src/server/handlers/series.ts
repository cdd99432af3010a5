import { linesOf, RANGES, spanOf } from '../../core/sight/series.ts';
import type { ServerDeps } from '../deps.ts';
import type { HandlersOf } from './types.ts';

/** Lines beyond the busiest ones are left out: nobody reads more in one chart. */
const MOST_LINES = 40;

/** What charts show. */
export function seriesHandlers({ tenant, series, now }: ServerDeps): HandlersOf<'getSeries'> {
  return {
    async getSeries({ request: { query } }) {
      const { measure, range, by, subject, part } = query;
      const at = now();
      const { from, until } = spanOf(range, at);
      const { grain, stepMs } = RANGES[range];
      const only = { ...(subject === undefined ? {} : { subject }), ...(part === undefined ? {} : { part }) };
      const rows = await series.rows(tenant, { measure, grain, from, until, ...only });
      const lines = linesOf(rows, { measure, range, now: at, by }).slice(0, MOST_LINES);
      return {
        measure,
        range,
        from: new Date(from).toISOString(),
        until: new Date(until).toISOString(),
        stepSeconds: stepMs / 1_000,
        lines: lines.map((line) => ({
          ...line,
          points: line.points.map((point) => ({ ...point, from: new Date(point.from).toISOString() })),
        })),
      };
    },
  };
}
