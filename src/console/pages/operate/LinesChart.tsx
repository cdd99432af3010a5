import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import { useNavigate } from '@tanstack/react-router';
import type { Series } from '../../../api/types.ts';
import { formatExact } from '../../words/time.ts';
import {
  type ChartSpec,
  type DrawnLine,
  formatAxis,
  formatTick,
  formatValue,
  type OperateSearch,
  targetOfPoint,
} from './charts.ts';
import styles from './LinesChart.module.css';

interface LinesChartProps {
  readonly spec: ChartSpec;
  readonly series: Series;
  readonly search: OperateSearch;
  readonly lines: readonly DrawnLine[];
  readonly times: readonly string[];
  readonly heightPx: number;
}

/** Names of lines may have dots, which would be read as paths. */
const keyOf = (at: number): string => `line${at}`;

/** A value with none before and none after it makes no line; without a dot nobody would see it. */
const standsAlone = (values: DrawnLine['values'], at: number): boolean =>
  values[at] != null && values[at - 1] == null && values[at + 1] == null;

const isMouse = (event: Event): boolean => event instanceof PointerEvent && event.pointerType === 'mouse';

/** Lines over time, from zero. The list above it and the table say the same to those who do not see it. */
export function LinesChart({ spec, series, search, lines, times, heightPx }: LinesChartProps) {
  const navigate = useNavigate();
  const data = times.map((from, index) => ({
    from,
    ...Object.fromEntries(lines.map((line, at) => [keyOf(at), line.values[index] ?? null])),
  }));
  return (
    <div
      className={spec.listOfPoint && styles.leads}
      role="img"
      aria-label={`${spec.title}: ${lines.map(({ label, figure }) => `${label} ${figure}`).join(', ')}`}
    >
      <LineChart
        h={heightPx}
        data={data}
        dataKey="from"
        series={lines.map(({ label, color }, at) => ({ name: keyOf(at), label, color }))}
        lineChartProps={{
          onClick: ({ activeLabel }, { nativeEvent }) => {
            // A finger that touches the picture wants to read it; the table has links for it.
            if (typeof activeLabel !== 'string' || !isMouse(nativeEvent)) return;
            const target = targetOfPoint(spec, series, activeLabel, lines, search);
            if (target) void navigate(target);
          },
        }}
        curveType="linear"
        strokeWidth={1.75}
        connectNulls={false}
        gridAxis="x"
        tickLine="none"
        valueFormatter={(value) => formatValue(spec.unit, value)}
        lineProps={({ name }) => {
          const line = lines.find((_, at) => keyOf(at) === name);
          return {
            isAnimationActive: false,
            dot: ({ key, cx, cy, index }) =>
              line && standsAlone(line.values, index) ? (
                <circle key={key} cx={cx} cy={cy} r={3} fill={line.color} />
              ) : (
                <g key={key} />
              ),
          };
        }}
        xAxisProps={{
          interval: 'preserveStartEnd',
          minTickGap: 44,
          tickFormatter: (from: string) => formatTick(from, series.range),
        }}
        yAxisProps={{
          allowDecimals: false,
          width: 52,
          domain: [0, 'auto'],
          tickFormatter: (value: number) => formatAxis(spec.unit, value),
        }}
        tooltipAnimationDuration={0}
        tooltipProps={{
          labelFormatter: (from) => (typeof from === 'string' ? formatExact(from) : '').replace(/:\d\d\.\d{3}/, ''),
        }}
      />
    </div>
  );
}
