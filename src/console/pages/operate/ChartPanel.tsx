import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type CSSProperties, lazy, Suspense } from 'react';
import type { Series } from '../../../api/types.ts';
import { seriesQuery } from '../../data/queries.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { FigureTable } from '../../parts/FigureTable.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { formatExact } from '../../words/time.ts';
import styles from './ChartPanel.module.css';
import {
  askFor,
  type ChartSpec,
  type DrawnLine,
  formatTick,
  formatValue,
  type OperateSearch,
  targetOfPoint,
} from './charts.ts';

// Drawing takes a large library; it comes in a file of its own.
const LinesChart = lazy(async () => ({ default: (await import('./LinesChart.tsx')).LinesChart }));

const HEIGHT_PX = 176;

interface ChartPanelProps {
  readonly spec: ChartSpec;
  readonly range: Series['range'];
  readonly search: OperateSearch;
}

/** One question, its figures with the lists behind them, and the picture or the table. */
export function ChartPanel({ spec, range, search }: ChartPanelProps) {
  const series = useQuery(seriesQuery(askFor(spec, range, search)));
  return (
    <Panel title={spec.title} note={spec.note}>
      {series.error ? <ErrorPanel error={series.error} onRetry={() => void series.refetch()} /> : null}
      {series.isPending ? <Skeleton height={HEIGHT_PX + 34} radius="md" /> : null}
      {series.data ? <Drawn spec={spec} series={series.data} search={search} /> : null}
    </Panel>
  );
}

function Drawn({ spec, series, search }: Omit<ChartPanelProps, 'range'> & { readonly series: Series }) {
  const lines = spec.lines(series, search);
  const times = series.lines[0]?.points.map(({ from }) => from) ?? [];
  if (lines.length === 0) return <Empty title={spec.empty} />;
  return (
    <>
      <ul className={styles.labels}>
        {lines.map((line) => (
          <li key={line.name} style={{ '--series': line.color } as CSSProperties}>
            <Figure line={line} />
          </li>
        ))}
      </ul>
      {search.view === 'table' ? (
        <Table spec={spec} series={series} search={search} lines={lines} times={times} />
      ) : (
        <Suspense fallback={<Skeleton height={HEIGHT_PX} radius="md" />}>
          <LinesChart spec={spec} series={series} search={search} lines={lines} times={times} heightPx={HEIGHT_PX} />
        </Suspense>
      )}
    </>
  );
}

/** A figure is a link to the very list behind it, where there is one. */
function Figure({ line: { label, figure, target } }: { readonly line: DrawnLine }) {
  const words = (
    <>
      <b>{figure}</b> {label}
    </>
  );
  if (target === undefined) return <span>{words}</span>;
  if (target.to === '/orders') {
    return (
      <Link to="/orders" search={target.search}>
        {words}
      </Link>
    );
  }
  return (
    <Link to="/connections" hash={target.hash}>
      {words}
    </Link>
  );
}

interface TableProps {
  readonly spec: ChartSpec;
  readonly series: Series;
  readonly search: OperateSearch;
  readonly lines: readonly DrawnLine[];
  readonly times: readonly string[];
}

function Table({ spec, series, search, lines, times }: TableProps) {
  return (
    <FigureTable
      label={`${spec.title}, as a table`}
      first="From"
      columns={lines.map(({ name, label }) => ({ key: name, label }))}
      rows={times
        .map((from, index) => ({
          key: from,
          head: formatTick(from, series.range),
          tip: formatExact(from),
          figures: lines.map((line) => {
            const value = line.values[index] ?? null;
            const target = value ? targetOfPoint(spec, series, from, [line], search) : undefined;
            return {
              text: value === null ? '–' : formatValue(spec.unit, value),
              isZero: value === 0,
              ...(target ? { list: target.search } : {}),
            };
          }),
        }))
        .toReversed()}
      heightPx={HEIGHT_PX}
    />
  );
}
