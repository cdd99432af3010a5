import { Link } from '@tanstack/react-router';
import type { RunDetail } from '../../../api/types.ts';
import { useMay } from '../../data/session.ts';
import { Copy } from '../../parts/Copy.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StateMark } from '../../parts/StateMark.tsx';
import { When } from '../../parts/When.tsx';
import { shownState } from '../../words/states.ts';
import styles from './RelatedPanel.module.css';

/** Other runs about the same record, and the marks by which logs and traces find this one. */
export function RelatedPanel({ run }: { readonly run: RunDetail }) {
  const mayAudit = useMay('audit.read');
  return (
    <Panel title="Also about this order" flush>
      {run.related.length === 0 ? (
        <p className={styles.none}>No other run has been about it yet. Status changes from M3 will be listed here.</p>
      ) : (
        <ul className={styles.runs}>
          {run.related.map((other) => (
            <li key={other.id}>
              <Link to="/runs/$id" params={{ id: other.id }} search={{}}>
                {other.flowTitle}
              </Link>
              <StateMark state={shownState(other)} />
              <span className={styles.when}>
                <When at={other.arrivedAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {mayAudit ? (
        <p className={styles.audit}>
          <Link to="/settings" search={{ part: 'audit', subject: `run ${run.id}` }}>
            What people did to it
          </Link>
        </p>
      ) : null}
      <dl className={styles.marks}>
        <div>
          <dt>Run</dt>
          <dd>
            <code>{run.id}</code> <Copy text={run.id} what="run id" />
          </dd>
        </div>
        <div>
          <dt>Event</dt>
          <dd>
            <code>{run.event.id}</code> <Copy text={run.event.id} what="event id" />
          </dd>
        </div>
        {run.traceId ? (
          <div>
            <dt>Trace</dt>
            <dd>
              <code>{run.traceId}</code> <Copy text={run.traceId} what="trace id" />
            </dd>
          </div>
        ) : null}
      </dl>
    </Panel>
  );
}
