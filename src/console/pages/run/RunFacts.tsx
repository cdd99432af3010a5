import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { RunDetail } from '../../../api/types.ts';
import { Identifier } from '../../parts/Copy.tsx';
import { StateMark } from '../../parts/StateMark.tsx';
import { When } from '../../parts/When.tsx';
import { amountOf, FACT_LABELS, nameOf } from '../../words/facts.ts';
import { shownState } from '../../words/states.ts';
import { formatSpan } from '../../words/time.ts';
import { tookMs } from '../../words/why.ts';
import styles from './RunFacts.module.css';

const IDENTIFIERS = new Set(['erpOrder', 'customer', 'erpCustomer', 'reference']);

/** The business facts of the order, in one band. */
export function RunFacts({ run }: { readonly run: RunDetail }) {
  const amount = amountOf(run.facts);
  const took = tookMs(run);
  // Only the store's own events name the account in it.
  const account = run.event.type.startsWith('clarity.') ? run.facts.customer : undefined;
  return (
    <dl className={styles.facts}>
      {FACT_LABELS.map(([name, label]) => {
        const value = run.facts[name];
        if (value === undefined) return null;
        return (
          <Fact key={name} label={label}>
            {name === 'name' && account !== undefined ? (
              <Link to="/customers/$connection/$id" params={{ connection: run.event.connection, id: account }}>
                {value}
              </Link>
            ) : IDENTIFIERS.has(name) ? (
              <Identifier value={value} what={label} />
            ) : (
              value
            )}
          </Fact>
        );
      })}
      {amount === undefined ? null : (
        <Fact label="Amount">
          <b>{amount}</b>
        </Fact>
      )}
      <Fact label="Arrived">
        <When at={run.arrivedAt} />
      </Fact>
      {took === undefined ? null : <Fact label="Took">{formatSpan(took)}</Fact>}
      <Fact label="Flow">
        <Link to="/orders" search={{ flow: run.flow }}>
          {run.flowTitle}
        </Link>{' '}
        <span className={styles.version}>version {run.flowVersion}</span>
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Name and state, as the page's heading. */
export function RunHeading({ run }: { readonly run: RunDetail }) {
  return (
    <span className={styles.heading}>
      <span>
        {run.facts.order === undefined ? run.flowTitle : 'Order'}{' '}
        {run.facts.order === undefined && nameOf(run) === run.id ? null : (
          <Identifier value={nameOf(run)} what={run.facts.order === undefined ? 'number' : 'order number'} />
        )}
      </span>
      <StateMark state={shownState(run)} look="large" />
    </span>
  );
}
