import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import type { Today } from '../../../api/types.ts';
import { formatHour } from '../../words/time.ts';
import { DRAWN, sumOf } from './hours.ts';

interface HoursChartProps {
  readonly hours: Today['hours'];
  readonly heightPx: number;
}

/** Bars by the hour, from zero. The table beside it says the same to those who do not see it. */
export function HoursChart({ hours, heightPx }: HoursChartProps) {
  return (
    <div
      role="img"
      aria-label={`By the hour: ${DRAWN.map(({ key, label }) => `${label} ${sumOf(hours, key)}`).join(', ')}`}
    >
      <BarChart
        h={heightPx}
        data={hours.map((hour) => ({ ...hour, hour: formatHour(hour.from) }))}
        dataKey="hour"
        series={DRAWN.map(({ key, label, color }) => ({ name: key, label, color: `var(${color})` }))}
        gridAxis="x"
        tickLine="none"
        barProps={{ isAnimationActive: false, radius: 2 }}
        barChartProps={{ barGap: 1, barCategoryGap: '22%' }}
        xAxisProps={{ interval: 'preserveStartEnd', minTickGap: 28 }}
        yAxisProps={{ allowDecimals: false, width: 34 }}
        tooltipAnimationDuration={0}
      />
    </div>
  );
}
