import type { Series } from '../../../api/types.ts';
import type { Measure } from '../../../core/sight/series.ts';
import { formatCount } from '../../words/amount.ts';
import { STATE_WORDS } from '../../words/states.ts';
import type { RunState } from '../../../core/run/states.ts';
import { ALL_FLOWS } from '../../words/flows.ts';
import { formatSpan } from '../../words/time.ts';

/** What the address of the page holds. */
export interface OperateSearch {
  readonly range?: string;
  readonly flow?: string;
  readonly connection?: string;
  readonly view?: string;
}

type OrdersTarget = { readonly to: '/orders'; readonly search: Readonly<Record<string, string>> };

/** Where a line of a chart leads. */
export type Target = OrdersTarget | { readonly to: '/connections'; readonly hash: string };

/** One line as it is drawn. */
export interface DrawnLine {
  readonly name: string;
  readonly label: string;
  /** CSS colour. */
  readonly color: string;
  /** What the list above the chart says of it: a sum, or the latest value. */
  readonly figure: string;
  readonly target?: Target;
  /** By step, as long as `times`. */
  readonly values: readonly (number | null)[];
}

export interface ChartSpec {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly unit: 'count' | 'ms' | 'seconds';
  readonly measure: Measure;
  readonly by: 'nothing' | 'subject' | 'part';
  /** Which filter of the page it takes. */
  readonly about: 'flow' | 'connection' | 'nothing';
  readonly empty: string;
  /** The runs that a point stands for, where the list can show just these: of a line, or of all that are drawn. */
  readonly listOfPoint?: (line: string | undefined, span: Span, search: OperateSearch) => OrdersTarget;
  lines(series: Series, search: OperateSearch): readonly DrawnLine[];
}

interface Span {
  readonly since: string;
  readonly until: string;
}

type Line = Series['lines'][number];
type Value = (point: Line['points'][number]) => number | null;

/** Colours for lines that are told apart by their names alone, in the order in which they are given out. */
const COLORS = ['--clarity', '--m3', '--waiting', '--completed', '--unknown', '--queued'].map((name) => `var(${name})`);
const MOST_LINES = COLORS.length;

const count: Value = ({ value }) => value;
const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((all, value) => all + (value ?? 0), 0);
const latest = (values: readonly (number | null)[]): number => values.findLast((value) => value !== null) ?? 0;

/** Writes a value of a chart for people. */
export function formatValue(unit: ChartSpec['unit'], value: number): string {
  if (unit === 'count') return formatCount(value);
  return formatSpan(unit === 'ms' ? value : value * 1_000);
}

const sinceOf = ({ from }: Series): string => from;

function bySubject(
  series: Series,
  unit: ChartSpec['unit'],
  pick: Value,
  figureOf: (values: readonly (number | null)[]) => number,
  target: (line: Line) => Target,
): DrawnLine[] {
  return series.lines
    .map((line) => ({ line, values: line.points.map(pick) }))
    .filter(({ values }) => values.some((value) => (value ?? 0) > 0))
    .slice(0, MOST_LINES)
    .map(({ line, values }, index) => ({
      name: line.subject || line.part,
      label: line.subject || line.part,
      color: COLORS[index] ?? 'var(--ink-3)',
      figure: formatValue(unit, figureOf(values)),
      target: target(line),
      values,
    }));
}

const PERCENTILES = [
  { name: 'p50', label: 'half done within', color: 'var(--completed)' },
  { name: 'p95', label: '95 % within', color: 'var(--waiting)' },
  { name: 'p99', label: '99 % within', color: 'var(--failed)' },
] as const;

const OPEN_STATES = ['queued', 'running', 'waiting', 'held', 'failed'] as const satisfies readonly RunState[];

const listOf = (search: Readonly<Record<string, string>>): OrdersTarget => ({ to: '/orders', search });
const doneWithin = (
  flow: string,
  { since, until }: { readonly since: string; readonly until?: string },
): OrdersTarget =>
  listOf({ flow, state: 'completed', endedSince: since, ...(until === undefined ? {} : { endedUntil: until }) });
const connectionOf = ({ subject }: Line): Target => ({ to: '/connections', hash: subject });

/** The charts of the page, in reading order: is it flowing, how fast, what piles up, what stands still, who is slow. */
export const CHARTS: readonly ChartSpec[] = [
  {
    id: 'arrived',
    title: 'Arrived',
    note: 'by flow',
    unit: 'count',
    measure: 'arrived',
    by: 'subject',
    about: 'flow',
    empty: 'Nothing arrived in this time.',
    listOfPoint: (flow = ALL_FLOWS, span) => listOf({ flow, ...span }),
    lines: (series) =>
      bySubject(series, 'count', count, sum, ({ subject }) => listOf({ flow: subject, since: sinceOf(series) })),
  },
  {
    id: 'ended',
    title: 'Done',
    note: 'by flow',
    unit: 'count',
    measure: 'ended',
    by: 'subject',
    about: 'flow',
    empty: 'Nothing was done in this time.',
    listOfPoint: (flow = ALL_FLOWS, span) => doneWithin(flow, span),
    lines: (series) =>
      bySubject(series, 'count', count, sum, ({ subject }) => doneWithin(subject, { since: sinceOf(series) })),
  },
  {
    id: 'latency',
    title: 'From arrival to done',
    note: 'waiting for people included',
    unit: 'ms',
    measure: 'ended',
    by: 'nothing',
    about: 'flow',
    empty: 'Nothing was done in this time.',
    // Each line is a share of the same runs.
    listOfPoint: (_share, span, { flow = ALL_FLOWS }) => doneWithin(flow, span),
    lines: ({ lines: [line] }) =>
      PERCENTILES.map(({ name, label, color }) => {
        const values = line?.points.map((point) => point[name] ?? null) ?? [];
        return { name, label, color, values, figure: formatSpan(latest(values)) };
      }).filter(({ values }) => values.some((value) => value !== null)),
  },
  {
    id: 'open',
    title: 'Open',
    note: 'runs that are not over, by state',
    unit: 'count',
    measure: 'open',
    by: 'part',
    about: 'flow',
    empty: 'Nothing was open in this time.',
    lines: (series, { flow }) =>
      OPEN_STATES.flatMap((state) => {
        const values = series.lines.find(({ part }) => part === state)?.points.map(count) ?? [];
        if (!values.some((value) => (value ?? 0) > 0)) return [];
        const target = listOf({ flow: flow ?? ALL_FLOWS, state });
        const { word } = STATE_WORDS[state];
        return [
          { name: state, label: word, color: `var(--${state})`, figure: formatCount(latest(values)), target, values },
        ];
      }),
  },
  {
    id: 'oldest',
    title: 'Oldest on its way',
    note: 'age of what needs nobody, by flow',
    unit: 'seconds',
    measure: 'oldest',
    by: 'subject',
    about: 'flow',
    empty: 'Nothing was on its way for long.',
    lines: (series) =>
      bySubject(series, 'seconds', count, latest, ({ subject }) =>
        listOf({ flow: subject, state: 'queued,running,waiting' }),
      ),
  },
  {
    id: 'held',
    title: 'Waiting for a person',
    note: 'by cause',
    unit: 'count',
    measure: 'held',
    by: 'subject',
    about: 'nothing',
    empty: 'Nothing waited for a person.',
    lines: (series) =>
      bySubject(series, 'count', count, latest, ({ subject }) =>
        listOf({ flow: ALL_FLOWS, state: 'held,failed', code: subject }),
      ),
  },
  {
    id: 'calls',
    title: 'Calls',
    note: 'by connection, or by operation of one',
    unit: 'count',
    measure: 'calls',
    by: 'subject',
    about: 'connection',
    empty: 'No system was called in this time.',
    lines: (series, { connection }) =>
      bySubject(series, 'count', count, sum, (line) =>
        connection ? { to: '/connections', hash: connection } : connectionOf(line),
      ),
  },
  {
    id: 'failures',
    title: 'Calls without an answer',
    note: 'not sent, or nobody knows',
    unit: 'count',
    measure: 'calls',
    by: 'subject',
    about: 'connection',
    empty: 'Every call was answered.',
    lines: (series, { connection }) =>
      bySubject(
        series,
        'count',
        ({ failures }) => failures,
        sum,
        (line) => (connection ? { to: '/connections', hash: connection } : connectionOf(line)),
      ),
  },
  {
    id: 'call-latency',
    title: 'Time of a call',
    note: '95 % within',
    unit: 'ms',
    measure: 'calls',
    by: 'subject',
    about: 'connection',
    empty: 'No system was called in this time.',
    lines: (series, { connection }) =>
      bySubject(
        series,
        'ms',
        ({ p95 }) => p95 ?? null,
        latest,
        (line) => (connection ? { to: '/connections', hash: connection } : connectionOf(line)),
      ),
  },
];

/** The list behind a point of a chart: of one line, or of all that are drawn. Undefined where there is none. */
export function targetOfPoint(
  spec: ChartSpec,
  series: Pick<Series, 'stepSeconds'>,
  from: string,
  lines: readonly Pick<DrawnLine, 'name'>[],
  search: OperateSearch,
): OrdersTarget | undefined {
  const until = new Date(Date.parse(from) + series.stepSeconds * 1_000).toISOString();
  const [line, other] = lines;
  return spec.listOfPoint?.(other ? undefined : line?.name, { since: from, until }, search);
}

/** What to ask the server for one chart. */
export function askFor(spec: ChartSpec, range: Series['range'], search: OperateSearch) {
  const subject = spec.about === 'nothing' ? undefined : search[spec.about];
  const ofOne = spec.about === 'connection' && subject !== undefined;
  return {
    measure: spec.measure,
    range,
    // Of one connection the operations are told apart.
    by: ofOne ? ('part' as const) : spec.by,
    ...(subject === undefined ? {} : { subject }),
    ...(spec.id === 'ended' || spec.id === 'latency' ? { part: 'completed' } : {}),
  };
}

/** A moment on the axis of a chart over `range`. */
export function formatTick(iso: string, range: Series['range']): string {
  const at = new Date(iso);
  const style = (options: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat('en-GB', options).format(at);
  if (range === '1h' || range === '6h' || range === '24h')
    return style({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (range === '7d')
    return style({ weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).replace(',', '');
  return range === '30d' ? style({ day: 'numeric', month: 'short' }) : style({ month: 'short', year: 'numeric' });
}

/** A value on the axis: short, because there is little room. */
export function formatAxis(unit: ChartSpec['unit'], value: number): string {
  if (unit === 'count')
    return value >= 1_000_000
      ? `${value / 1_000_000}m`
      : value >= 10_000
        ? `${Math.round(value / 1_000)}k`
        : formatCount(value);
  const ms = unit === 'ms' ? value : value * 1_000;
  if (ms === 0) return '0';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${Number((ms / 1_000).toFixed(1))} s`;
  if (ms < 7_200_000) return `${Number((ms / 60_000).toFixed(1))} min`;
  return ms < 172_800_000 ? `${Number((ms / 3_600_000).toFixed(1))} h` : `${Number((ms / 86_400_000).toFixed(1))} d`;
}
