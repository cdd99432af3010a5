import { type Histogram, merge, quantile } from './histogram.ts';

/** What is counted or sampled over time. */
export const MEASURES = ['arrived', 'ended', 'open', 'oldest', 'held', 'calls'] as const;
export type Measure = (typeof MEASURES)[number];

/** Measures of a state: sampled once a minute; a longer span shows the highest sample. */
export const SAMPLED: ReadonlySet<Measure> = new Set<Measure>(['open', 'oldest', 'held']);

export const GRAINS = ['minute', 'hour', 'day'] as const;
export type Grain = (typeof GRAINS)[number];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far a chart looks back, how wide its points are, and which rows it reads. Spans are milliseconds. */
export const RANGES = {
  '1h': { spanMs: HOUR, stepMs: MINUTE, grain: 'minute' },
  '6h': { spanMs: 6 * HOUR, stepMs: 5 * MINUTE, grain: 'minute' },
  '24h': { spanMs: DAY, stepMs: 15 * MINUTE, grain: 'minute' },
  '7d': { spanMs: 7 * DAY, stepMs: 2 * HOUR, grain: 'hour' },
  '30d': { spanMs: 30 * DAY, stepMs: 6 * HOUR, grain: 'hour' },
  '13mo': { spanMs: 396 * DAY, stepMs: 4 * DAY, grain: 'day' },
} as const satisfies Readonly<Record<string, { spanMs: number; stepMs: number; grain: Grain }>>;
export type RangeName = keyof typeof RANGES;
export const RANGE_NAMES = Object.keys(RANGES) as [RangeName, ...RangeName[]];

/** How long rows of each width are kept, in days: 13 months, and the fine ones as long as a chart shows them. */
export const KEPT_DAYS: Readonly<Record<Grain, number>> = { minute: 3, hour: 62, day: 397 };

/** One row as it is stored. */
export interface Rollup {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly subject: string;
  readonly part: string;
  readonly count: number;
  readonly total: number;
  readonly highest: number;
  readonly histogram?: Histogram;
}

/** One point of a line: what is drawn, and what a tooltip adds. */
export interface Point {
  /** Milliseconds since 1970. */
  readonly from: number;
  /** Things that happened; for a sampled measure the highest value. */
  readonly value: number;
  /** Calls that failed. */
  readonly failures: number;
  /** Milliseconds. */
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
}

export interface Line {
  readonly subject: string;
  readonly part: string;
  readonly points: readonly Point[];
}

/** What makes rows one line. */
export type SplitBy = 'nothing' | 'subject' | 'part';

/** The first and the last moment of a chart that ends now: whole steps, the one under way included. */
export function spanOf(range: RangeName, now: number): { readonly from: number; readonly until: number } {
  const { spanMs, stepMs } = RANGES[range];
  const until = (Math.floor(now / stepMs) + 1) * stepMs;
  return { from: until - spanMs, until };
}

/** Lines of a chart: rows put together by step and by what they are split by. Empty steps of a count are zero. */
export function linesOf(
  rows: readonly Rollup[],
  chart: { readonly measure: Measure; readonly range: RangeName; readonly now: number; readonly by: SplitBy },
): Line[] {
  const { stepMs } = RANGES[chart.range];
  const { from, until } = spanOf(chart.range, chart.now);
  const groups = Map.groupBy(rows, (row) =>
    JSON.stringify([chart.by === 'subject' ? row.subject : '', chart.by === 'part' ? row.part : '']),
  );
  if (chart.by === 'nothing' && groups.size === 0) groups.set('["",""]', []);
  return [...groups]
    .map(([key, mine]) => {
      const [subject = '', part = ''] = JSON.parse(key) as string[];
      const steps = Map.groupBy(mine, (row) => Math.floor((row.from - from) / stepMs));
      const points: Point[] = [];
      for (let step = 0; from + step * stepMs < Math.min(until, chart.now); step += 1) {
        points.push(pointOf(from + step * stepMs, steps.get(step) ?? [], chart.measure));
      }
      return { subject, part, points };
    })
    .toSorted((a, b) => sumOf(b) - sumOf(a) || `${a.subject}${a.part}`.localeCompare(`${b.subject}${b.part}`));
}

function pointOf(from: number, rows: readonly Rollup[], measure: Measure): Point {
  const failures = rows.reduce((sum, row) => sum + row.total, 0);
  if (SAMPLED.has(measure)) return { from, value: highestOf(rows, measure), failures: 0 };
  const histogram = merge(rows.map((row) => row.histogram ?? {}));
  const told = { p50: quantile(histogram, 0.5), p95: quantile(histogram, 0.95), p99: quantile(histogram, 0.99) };
  const known = Object.fromEntries(Object.entries(told).filter(([, ms]) => ms !== undefined));
  return {
    from,
    value: rows.reduce((sum, row) => sum + row.count, 0),
    failures: measure === 'calls' ? failures : 0,
    ...known,
  };
}

/** Ages do not add up over flows; numbers of runs do, at each moment. */
function highestOf(rows: readonly Rollup[], measure: Measure): number {
  if (measure === 'oldest') return rows.reduce((most, row) => Math.max(most, row.highest), 0);
  const moments = Map.groupBy(rows, (row) => row.from);
  return [...moments.values()].reduce(
    (most, mine) =>
      Math.max(
        most,
        mine.reduce((sum, row) => sum + row.highest, 0),
      ),
    0,
  );
}

function sumOf(line: Line): number {
  return line.points.reduce((sum, point) => sum + point.value, 0);
}
