import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Alert } from '../../../api/types.ts';
import { client, dataOf } from '../../data/client.ts';
import { alertsQuery, KEYS } from '../../data/queries.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { PermittedButton } from '../../parts/PermittedButton.tsx';
import { useGuard } from '../../parts/use-guard.ts';
import { When } from '../../parts/When.tsx';
import { plural } from '../../words/amount.ts';
import styles from './Alerts.module.css';
import { SeverityMark } from './SeverityMark.tsx';

/** What is wrong now: the worst first, those that somebody has taken last. */
export function LivingPart() {
  const alerts = useQuery(alertsQuery('firing,acknowledged'));
  const items = alerts.data?.toSorted((a, b) => rankOf(b) - rankOf(a)) ?? [];
  return (
    <Panel title="Wrong now" note={alerts.data ? plural(items.length, 'alert') : undefined} flush>
      {alerts.error ? <ErrorPanel error={alerts.error} onRetry={() => void alerts.refetch()} /> : null}
      {alerts.isPending ? <Loading bars={[48, 48]} what="alerts" /> : null}
      {alerts.data && items.length === 0 ? (
        <Empty title="Nothing is wrong" next={<Link to="/operate">See how much flows</Link>}>
          <p>No rule finds anything. Who is told when one does is under Channels.</p>
        </Empty>
      ) : null}
      <ul>
        {items.map((alert) => (
          <Row key={alert.id} alert={alert} />
        ))}
      </ul>
    </Panel>
  );
}

function rankOf({ state, severity }: Alert): number {
  return (state === 'firing' ? 2 : 0) + (severity === 'critical' ? 1 : 0);
}

function Row({ alert }: { readonly alert: Alert }) {
  const queries = useQueryClient();
  const take = useMutation({
    mutationFn: () => dataOf(client.acknowledgeAlert({ params: { id: alert.id }, body: {} })),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS.alerts }),
  });
  const send = useGuard(() => take.mutateAsync());
  return (
    <li className={styles.alert} data-state={alert.state}>
      <SeverityMark alert={alert} />
      <div className={styles.words}>
        <strong>{alert.title}</strong>
        <a href={alert.link} className={styles.summary}>
          {alert.summary}
        </a>
        <span className={styles.small}>
          since <When at={alert.firedAt} as="age" />
          {alert.acknowledgedBy ? `, taken by ${alert.acknowledgedBy}` : ''}
          {alert.note ? `: ${alert.note}` : ''}
        </span>
        {take.error ? <ErrorPanel error={take.error} /> : null}
      </div>
      {alert.state === 'firing' ? (
        <PermittedButton
          permission="alerts.acknowledge"
          size="xs"
          loading={take.isPending}
          tip="Tells others that you are on it. It ends by itself."
          onClick={send}
        >
          I am on it
        </PermittedButton>
      ) : null}
    </li>
  );
}
