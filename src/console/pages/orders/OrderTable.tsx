import { IconAlertTriangle } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { RunSummary } from '../../../api/types.ts';
import { FoundBy } from '../../parts/FoundBy.tsx';
import { NextTry } from '../../parts/NextTry.tsx';
import { StateMark } from '../../parts/StateMark.tsx';
import { When } from '../../parts/When.tsx';
import { amountOf, customerOf, nameOf } from '../../words/facts.ts';
import { shownState } from '../../words/states.ts';
import { formatSpan } from '../../words/time.ts';
import { tookMs, whyOf } from '../../words/why.ts';
import styles from './OrderTable.module.css';

/** Orders as a table; a row is one link, its exact times show on hover. */
export function OrderTable({ runs }: { readonly runs: readonly RunSummary[] }) {
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <caption className="visually-hidden">Orders, newest first. Keys j and k move, Enter opens.</caption>
        <thead>
          <tr>
            <th scope="col">Web order</th>
            <th scope="col">M3 order</th>
            <th scope="col">Customer</th>
            <th scope="col" className={styles.right}>
              Amount
            </th>
            <th scope="col">State</th>
            <th scope="col">What and why</th>
            <th scope="col">Arrived</th>
            <th scope="col" className={styles.right}>
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Row key={run.id} run={run} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ run }: { readonly run: RunSummary }) {
  const navigate = useNavigate();
  const why = whyOf(run);
  const took = tookMs(run);
  return (
    // The whole row takes the mouse; the keyboard has the link in its first cell.
    <tr onClick={() => void navigate({ to: '/runs/$id', params: { id: run.id }, search: {} })}>
      <td>
        <Link
          to="/runs/$id"
          params={{ id: run.id }}
          search={{}}
          className={`${styles.link} mono`}
          data-row-link
          onClick={(event) => event.stopPropagation()}
        >
          {nameOf(run)}
        </Link>
        <FoundBy run={run} />
      </td>
      <td className="mono">{run.facts.erpOrder ?? <span className={styles.none}>–</span>}</td>
      <td className={styles.customer}>{customerOf(run.facts)}</td>
      <td className={`${styles.right} ${styles.amount}`}>{amountOf(run.facts)}</td>
      <td className={styles.state}>
        <StateMark state={shownState(run)} />
        <NextTry run={run} />
      </td>
      <td className={styles.why} data-tip={why}>
        {run.state === 'completed' && why ? (
          <IconAlertTriangle size={15} className={styles.warning} aria-label="Warning" />
        ) : null}
        {why ?? <span className={styles.flow}>{run.flowTitle}</span>}
      </td>
      <td className={styles.when}>
        <When at={run.arrivedAt} focusable={false} />
      </td>
      <td className={styles.right}>{took === undefined ? <span className={styles.none}>–</span> : formatSpan(took)}</td>
    </tr>
  );
}
