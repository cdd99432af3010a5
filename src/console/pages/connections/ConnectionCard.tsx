import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Connection } from '../../../api/types.ts';
import { useMay } from '../../data/session.ts';
import { ConnectionMark } from '../../parts/ConnectionMark.tsx';
import { Copy } from '../../parts/Copy.tsx';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { PermittedButton } from '../../parts/PermittedButton.tsx';
import { When } from '../../parts/When.tsx';
import { formatCount } from '../../words/amount.ts';
import { CONNECTION_WORDS } from '../../words/connections.ts';
import { formatSpan } from '../../words/time.ts';
import { BreakerList } from './BreakerList.tsx';
import { Calendar } from './Calendar.tsx';
import styles from './ConnectionCard.module.css';
import { PauseDialog } from './PauseDialog.tsx';
import { TestResult } from './TestResult.tsx';
import { useConnectionVerbs } from './use-connection-verbs.ts';

/** One connected system. */
export function ConnectionCard({ connection }: { readonly connection: Connection }) {
  const { name, title, connector, state, since, until, nextTryAt, reason, waiting, traffic, webhookPath, lastTest } =
    connection;
  const mayWrite = useMay('connections.write');
  const [pausing, setPausing] = useState(false);
  const { test, resume } = useConnectionVerbs(name);
  const isPaused = state === 'paused';
  const hook = webhookPath === undefined ? undefined : `${window.location.origin}${webhookPath}`;

  return (
    <section className={styles.card} id={name} aria-label={title} data-state={state}>
      <header className={styles.head}>
        <div>
          <h2>{title}</h2>
          <span className={styles.names}>
            <code>{name}</code>
            {connector === name ? null : <span>connector {connector}</span>}
          </span>
        </div>
        <div className={styles.state}>
          <ConnectionMark state={state} pill />
          {since ? (
            <span className={styles.since}>
              for <When at={since} as="age" />
            </span>
          ) : null}
        </div>
      </header>

      <p className={styles.words}>
        {reason === undefined ? howItGoes(connection) : sentence(reason)}
        {until ? (
          <>
            {' '}
            Open again <When at={until} />.
          </>
        ) : null}
        {nextTryAt ? (
          <>
            {' '}
            The login is tried again <When at={nextTryAt} />, and the connection goes on when it is taken.
          </>
        ) : null}
        {waiting
          ? ` ${formatCount(waiting)} ${waiting === 1 ? 'run waits' : 'runs wait'} for it and will go on.`
          : null}
        {connection.carefulUntil ? (
          <>
            {' '}
            Our database was restored or taken over, so each order is looked for there before it is written; that ends{' '}
            <When at={connection.carefulUntil} />.
          </>
        ) : null}
        {connection.pausedSource ? ' What it sends is taken in and waits.' : null}
      </p>

      <dl className={styles.figures}>
        <Figure label="Calls last minute" value={traffic && formatCount(traffic.callsLastMinute)} />
        <Figure
          label="Failed"
          value={traffic && formatCount(traffic.failuresLastMinute)}
          bad={(traffic?.failuresLastMinute ?? 0) > 0}
        />
        <Figure label="In flight" value={traffic && formatCount(traffic.inFlight)} />
        <Figure label="Median answer" value={traffic?.p50Ms === undefined ? undefined : formatSpan(traffic.p50Ms)} />
      </dl>

      {hook ? (
        <div className={styles.hook}>
          <span>Address for its webhooks</span>
          <code>{hook}</code>
          <Copy text={hook} what="webhook address" />
        </div>
      ) : null}

      <BreakerList connection={connection} />
      <Calendar connection={connection} />

      {test.error ? <ErrorPanel error={test.error} /> : null}
      {resume.error ? <ErrorPanel error={resume.error} /> : null}
      <TestResult test={lastTest} running={test.isPending} />

      <footer className={styles.verbs}>
        <PermittedButton permission="connections.test" loading={test.isPending} onClick={() => test.mutate()}>
          Test
        </PermittedButton>
        {isPaused ? (
          <PermittedButton
            permission="connections.pause"
            loading={resume.isPending}
            isPrimary
            onClick={() => resume.mutate()}
          >
            Resume
          </PermittedButton>
        ) : (
          <PermittedButton permission="connections.pause" onClick={() => setPausing(true)}>
            Pause
          </PermittedButton>
        )}
        {mayWrite ? (
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/connections/$name" params={{ name }} {...props} />}
          >
            Change settings
          </Button>
        ) : null}
        <span className={styles.changed}>
          changed <When at={connection.updatedAt} /> by {connection.updatedBy}
        </span>
      </footer>
      {pausing ? <PauseDialog connection={connection} onClose={() => setPausing(false)} /> : null}
    </section>
  );
}

/** People write reasons without a full stop; more is said after it. */
const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** What the state means now; calls that failed lately are said although the connection counts as working. */
function howItGoes({ state, traffic }: Connection): string {
  const failed = traffic?.failuresLastMinute ?? 0;
  if (state !== 'working' || failed === 0) return CONNECTION_WORDS[state].meaning;
  return `Calls go through, but ${formatCount(failed)} of ${formatCount(traffic?.callsLastMinute ?? 0)} failed in the last minute.`;
}

interface FigureProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly bad?: boolean;
}

function Figure({ label, value, bad = false }: FigureProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd data-bad={bad || undefined}>{value ?? '–'}</dd>
    </div>
  );
}
