import { SegmentedControl, Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type CSSProperties, lazy, Suspense } from 'react';
import type { Today } from '../../../api/types.ts';
import { FigureTable } from '../../parts/FigureTable.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { formatCount } from '../../words/amount.ts';
import { formatHour } from '../../words/time.ts';
import styles from './HoursPanel.module.css';
import { DRAWN, SERIES, sumOf } from './hours.ts';

// Drawing takes a large library; it comes in a file of its own.
const HoursChart = lazy(async () => ({ default: (await import('./HoursChart.tsx')).HoursChart }));

const route = getRouteApi('/frame/');
const CHART_HEIGHT_PX = 216;

/** Do completions keep up with arrivals? By the hour, as a picture or as a table. */
export function HoursPanel({ hours }: { readonly hours: Today['hours'] }) {
  const asTable = route.useSearch({ select: (search) => search.chart === 'table' });
  const navigate = route.useNavigate();
  return (
    <Panel
      title="Arrived and done"
      note="by the hour, last 24 hours"
      actions={
        <SegmentedControl
          size="xs"
          value={asTable ? 'table' : 'chart'}
          data={[
            { value: 'chart', label: 'Chart' },
            { value: 'table', label: 'Table' },
          ]}
          onChange={(value) => void navigate({ search: value === 'table' ? { chart: 'table' } : {}, replace: true })}
        />
      }
    >
      <ul className={styles.labels}>
        {DRAWN.map((series) => (
          <li key={series.key} style={{ '--series': `var(${series.color})` } as CSSProperties}>
            <b>{formatCount(sumOf(hours, series.key))}</b> {series.label.toLowerCase()}
          </li>
        ))}
      </ul>
      {asTable ? (
        <FigureTable
          label="Arrived and done by the hour"
          first="Hour from"
          columns={SERIES}
          rows={hours.toReversed().map((hour) => ({
            key: hour.from,
            head: formatHour(hour.from),
            figures: SERIES.map(({ key }) => ({ text: formatCount(hour[key]), isZero: hour[key] === 0 })),
          }))}
          heightPx={CHART_HEIGHT_PX}
        />
      ) : (
        <Suspense fallback={<Skeleton height={CHART_HEIGHT_PX} radius="md" />}>
          <HoursChart hours={hours} heightPx={CHART_HEIGHT_PX} />
        </Suspense>
      )}
    </Panel>
  );
}
