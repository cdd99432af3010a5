import { SegmentedControl, Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type CSSProperties, lazy, Suspense } from 'react';
import type { Today } from '../../../api/types.ts';
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
        <HoursTable hours={hours} />
      ) : (
        <Suspense fallback={<Skeleton height={CHART_HEIGHT_PX} radius="md" />}>
          <HoursChart hours={hours} heightPx={CHART_HEIGHT_PX} />
        </Suspense>
      )}
    </Panel>
  );
}

function HoursTable({ hours }: { readonly hours: Today['hours'] }) {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Arrived and done by the hour">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Hour from</th>
            {SERIES.map((series) => (
              <th key={series.key} scope="col">
                {series.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hours.toReversed().map((hour) => (
            <tr key={hour.from}>
              <th scope="row">{formatHour(hour.from)}</th>
              {SERIES.map((series) => (
                <td key={series.key} data-zero={hour[series.key] === 0 || undefined}>
                  {formatCount(hour[series.key])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
