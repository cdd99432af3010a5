import { useQuery } from '@tanstack/react-query';
import { todayQuery } from '../../data/queries.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Page } from '../../parts/Page.tsx';
import { FlowTiles } from './FlowTiles.tsx';
import { HeldWork } from './HeldWork.tsx';
import { HoursPanel } from './HoursPanel.tsx';
import { StockAges } from './StockAges.tsx';
import { SystemLights } from './SystemLights.tsx';
import styles from './TodayPage.module.css';
import { VerdictLine } from './VerdictLine.tsx';

/** Is everything flowing, and what needs a person? */
export function TodayPage() {
  const today = useQuery(todayQuery);
  if (!today.data) {
    return (
      <Page title="Today">
        {today.error ? (
          <ErrorPanel error={today.error} onRetry={() => void today.refetch()} />
        ) : (
          <Loading bars={[54, 96, 210, 260]} what="the figures of today" />
        )}
      </Page>
    );
  }
  return (
    <Page title="Today" lead={<VerdictLine today={today.data} />}>
      {today.error ? <ErrorPanel error={today.error} onRetry={() => void today.refetch()} /> : null}
      <SystemLights lights={today.data.connections} />
      <div className={styles.halves}>
        <HeldWork groups={today.data.holds} />
        <HoursPanel hours={today.data.hours} />
      </div>
      <StockAges today={today.data} />
      <FlowTiles today={today.data} />
    </Page>
  );
}
