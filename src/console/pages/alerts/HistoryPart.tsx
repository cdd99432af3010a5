import { useQuery } from '@tanstack/react-query';
import { alertsQuery } from '../../data/queries.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { When } from '../../parts/When.tsx';
import { formatSpan } from '../../words/time.ts';
import styles from './Alerts.module.css';
import { SeverityMark } from './SeverityMark.tsx';

/** What was wrong, and for how long. */
export function HistoryPart() {
  const alerts = useQuery(alertsQuery('ended'));
  return (
    <Panel title="Was wrong" note="the last 50" flush>
      {alerts.error ? <ErrorPanel error={alerts.error} onRetry={() => void alerts.refetch()} /> : null}
      {alerts.isPending ? <Loading bars={[48, 48]} what="alerts" /> : null}
      {alerts.data?.length === 0 ? <Empty title="No alert has ended yet" /> : null}
      <ul>
        {alerts.data?.map((alert) => (
          <li key={alert.id} className={styles.alert} data-state={alert.state}>
            <SeverityMark alert={alert} />
            <div className={styles.words}>
              <strong>{alert.title}</strong>
              <span>{alert.summary}</span>
              <span className={styles.small}>
                fired <When at={alert.firedAt} />
                {alert.endedAt ? `, lasted ${formatSpan(Date.parse(alert.endedAt) - Date.parse(alert.firedAt))}` : ''}
                {alert.acknowledgedBy ? `, taken by ${alert.acknowledgedBy}` : ''}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
