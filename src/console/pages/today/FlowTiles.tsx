import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { FlowToday, Today } from '../../../api/types.ts';
import { Panel } from '../../parts/Panel.tsx';
import { stateColor } from '../../parts/StateMark.tsx';
import { When } from '../../parts/When.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { useUtcMidnight } from '../../parts/use-now.ts';
import { formatCount } from '../../words/amount.ts';
import { formatSpan } from '../../words/time.ts';
import styles from './FlowTiles.module.css';
import { FIGURES, listBehind } from './figures.ts';
import { sortFlows } from './sort-flows.ts';

/** One row of figures for each flow; every number opens the list behind it. */
export function FlowTiles({ today }: { readonly today: Today }) {
  const { busy, quiet } = sortFlows(today.flows);
  return (
    <Panel title="Flows" note={<PollNote seenByPoll={today.seenByPoll} />} flush>
      {today.flows.length === 0 ? (
        <Empty title="No flow is deployed">
          <p>
            Flows live in the folder <code>flows/</code>. Check them with <code>npx landbridge validate flows</code>;
            they are deployed at the next start.
          </p>
        </Empty>
      ) : (
        <>
          <ul className={styles.flows}>
            {busy.map((flow) => (
              <FlowRow key={flow.flow} flow={flow} />
            ))}
          </ul>
          {quiet.length === 0 ? null : <QuietFlows flows={quiet} open={busy.length === 0} />}
        </>
      )}
    </Panel>
  );
}

/** Flows without work take a line together; their earlier runs are a click away. */
function QuietFlows({ flows, open }: { readonly flows: readonly FlowToday[]; readonly open: boolean }) {
  return (
    <details className={styles.quiet} open={open}>
      <summary>
        {flows.length === 1 ? 'One flow had nothing to do today' : `${flows.length} flows had nothing to do today`}
      </summary>
      <ul>
        {flows.map(({ flow, title }) => (
          <li key={flow}>
            <Link to="/orders" search={{ flow }}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}

function FlowRow({ flow }: { readonly flow: FlowToday }) {
  const midnight = useUtcMidnight();
  return (
    <li className={styles.flow}>
      <div className={styles.title}>
        <h3>{flow.title}</h3>
        <code>{flow.flow}</code>
      </div>
      <dl className={styles.figures}>
        {FIGURES.map((figure) => {
          const count = figure.count(flow);
          return (
            <Cell key={figure.label} label={figure.label}>
              <Link
                to="/orders"
                search={listBehind(figure, flow.flow, midnight)}
                className={`${styles.count} ${figure.color && count > 0 ? `${styles.on} ${stateColor(figure.color)}` : ''}`}
                data-zero={count === 0 || undefined}
                aria-label={`${figure.label}: ${count}, ${flow.title}`}
              >
                {formatCount(count)}
              </Link>
            </Cell>
          );
        })}
        <Cell label="Oldest open">
          {flow.oldestOpenAt === undefined ? (
            <span className={styles.none}>none</span>
          ) : (
            <Link
              to="/orders"
              search={{ flow: flow.flow, state: 'queued,running,waiting,held,failed' }}
              className={styles.small}
            >
              <When at={flow.oldestOpenAt} as="age" focusable={false} />
            </Link>
          )}
        </Cell>
        <Cell label="Arrival to done">
          {flow.p50Ms === undefined ? (
            <span className={styles.none}>no figures yet</span>
          ) : (
            <span
              className={styles.took}
              data-tip="Half of today's were done within the first figure, 99 of 100 within the second"
            >
              {formatSpan(flow.p50Ms)}
              {flow.p99Ms === undefined ? null : <small>{formatSpan(flow.p99Ms)} for 99 %</small>}
            </span>
          )}
        </Cell>
      </dl>
    </li>
  );
}

function Cell({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={styles.cell}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function PollNote({ seenByPoll }: { readonly seenByPoll: number }) {
  if (seenByPoll === 0) return <>today, since midnight UTC</>;
  return (
    <span data-tip="These orders were found by asking the store. While webhooks work, this stays near zero.">
      today, since midnight UTC · {formatCount(seenByPoll)} found by poll that no webhook told of
    </span>
  );
}
