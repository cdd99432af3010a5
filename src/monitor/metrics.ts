/** Values of labels; names as in Prometheus. Never ids of records: those belong into logs. */
type Labels = Readonly<Record<string, string>>;

interface Counter<L extends Labels = Labels> {
  add(labels: L, by?: number): void;
}
interface Gauge<L extends Labels = Labels> {
  set(labels: L, value: number): void;
  /** Forgets all series, before a fresh reading that may have fewer. */
  clear(): void;
}
interface Histogram<L extends Labels = Labels> {
  /** `value` in the metric's base unit: seconds, bytes. */
  observe(labels: L, value: number): void;
}

interface MetricOptions {
  /** Prometheus name: base unit as suffix, `_total` on counters. */
  readonly name: string;
  readonly help: string;
}
interface HistogramOptions extends MetricOptions {
  /** Upper bounds, ascending. */
  readonly buckets: readonly number[];
}

/** Holds all metrics of a process and prints them in the Prometheus text format 0.0.4. */
export interface MetricRegistry {
  counter<L extends Labels>(options: MetricOptions): Counter<L>;
  gauge<L extends Labels>(options: MetricOptions): Gauge<L>;
  histogram<L extends Labels>(options: HistogramOptions): Histogram<L>;
  /** Runs before each printing, to read gauges that nobody pushes. A collector that fails leaves its gauges as they were. */
  onCollect(collect: () => void | Promise<void>): void;
  print(): Promise<string>;
}

export const METRICS_MEDIA_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Series of one metric at most: a label that grows without end must not eat the memory. */
const MOST_SERIES = 1_000;

interface Family {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly name: string;
  readonly help: string;
  print(lines: string[]): void;
}

/** Makes an empty registry. */
export function createMetricRegistry(): MetricRegistry {
  const families = new Map<string, Family>();
  const collectors: (() => void | Promise<void>)[] = [];
  const dropped = new Series<{ value: number }>(() => undefined);
  families.set('landbridge_metrics_dropped_total', {
    type: 'counter',
    name: 'landbridge_metrics_dropped_total',
    help: 'Measurements dropped because a metric had too many series.',
    print: (lines) => printValues(lines, 'landbridge_metrics_dropped_total', dropped),
  });
  const drop = (metric: string): void => {
    dropped.at({ metric }, () => ({ value: 0 }))!.value += 1;
  };
  const add = (family: Family): void => {
    if (families.has(family.name)) throw new Error(`Metric ${family.name} is defined twice`);
    families.set(family.name, family);
  };

  return {
    counter({ name, help }) {
      const series = new Series<{ value: number }>(() => drop(name));
      add({ type: 'counter', name, help, print: (lines) => printValues(lines, name, series) });
      return {
        add(labels, by = 1) {
          const cell = series.at(labels, () => ({ value: 0 }));
          if (cell !== undefined) cell.value += by;
        },
      };
    },
    gauge({ name, help }) {
      const series = new Series<{ value: number }>(() => drop(name));
      add({ type: 'gauge', name, help, print: (lines) => printValues(lines, name, series) });
      return {
        set(labels, value) {
          const cell = series.at(labels, () => ({ value: 0 }));
          if (cell !== undefined) cell.value = value;
        },
        clear: () => series.clear(),
      };
    },
    histogram({ name, help, buckets }) {
      const series = new Series<Distribution>(() => drop(name));
      add({ type: 'histogram', name, help, print: (lines) => printHistogram(lines, name, buckets, series) });
      const empty = (): Distribution => ({ counts: new Array<number>(buckets.length + 1).fill(0), sum: 0 });
      return {
        observe(labels, value) {
          const cell = series.at(labels, empty);
          if (cell === undefined) return;
          const found = buckets.findIndex((bound) => value <= bound);
          const at = found === -1 ? buckets.length : found;
          cell.counts[at] = (cell.counts[at] ?? 0) + 1;
          cell.sum += value;
        },
      };
    },
    onCollect: (collect) => void collectors.push(collect),
    async print() {
      await Promise.allSettled(collectors.map(async (collect) => collect()));
      const lines: string[] = [];
      for (const family of families.values()) {
        lines.push(`# HELP ${family.name} ${escapeHelp(family.help)}`, `# TYPE ${family.name} ${family.type}`);
        family.print(lines);
      }
      return `${lines.join('\n')}\n`;
    },
  };
}

interface Distribution {
  readonly counts: number[];
  sum: number;
}

/** The series of one metric, found by their labels as they are printed. */
class Series<Cell> {
  readonly #cells = new Map<string, Cell>();
  readonly #onFull: () => void;

  constructor(onFull: () => void) {
    this.#onFull = onFull;
  }

  at(labels: Labels, make: () => Cell): Cell | undefined {
    const key = printLabels(labels);
    const known = this.#cells.get(key);
    if (known !== undefined) return known;
    if (this.#cells.size >= MOST_SERIES) {
      this.#onFull();
      return undefined;
    }
    const cell = make();
    this.#cells.set(key, cell);
    return cell;
  }

  clear(): void {
    this.#cells.clear();
  }

  entries(): IterableIterator<[string, Cell]> {
    return this.#cells.entries();
  }
}

function printValues(lines: string[], name: string, series: Series<{ value: number }>): void {
  for (const [labels, cell] of series.entries()) lines.push(`${name}${braces(labels)} ${printNumber(cell.value)}`);
}

function printHistogram(lines: string[], name: string, buckets: readonly number[], series: Series<Distribution>): void {
  for (const [labels, { counts, sum }] of series.entries()) {
    let total = 0;
    for (const [index, count] of counts.entries()) {
      total += count;
      const bound = buckets[index];
      const le = `le="${bound === undefined ? '+Inf' : printNumber(bound)}"`;
      lines.push(`${name}_bucket${braces(labels === '' ? le : `${labels},${le}`)} ${total}`);
    }
    lines.push(`${name}_sum${braces(labels)} ${printNumber(sum)}`, `${name}_count${braces(labels)} ${total}`);
  }
}

function printLabels(labels: Labels): string {
  let text = '';
  for (const name in labels) text += `${text === '' ? '' : ','}${name}="${escapeLabel(labels[name] ?? '')}"`;
  return text;
}

const braces = (labels: string): string => (labels === '' ? '' : `{${labels}}`);
const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');

function escapeLabel(text: string): string {
  if (!/[\\\n"]/.test(text)) return text;
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

function printNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
