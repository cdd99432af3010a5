import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Breaker, Connection } from '../../../api/types.ts';
import { useMay } from '../../data/session.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { When } from '../../parts/When.tsx';
import { whyNot } from '../../words/roles.ts';
import styles from './Away.module.css';
import { IsolateDialog } from './IsolateDialog.tsx';
import { useAwayVerbs } from './use-away-verbs.ts';

const MODE_WORDS: Readonly<Record<Breaker['mode'], string>> = {
  open: 'Held back',
  'half-open': 'Being tried',
  isolated: 'Stopped by hand',
};

/** Operations that are held back or stopped: why, since when, when the next try is, and the hand on them. */
export function BreakerList({ connection }: { readonly connection: Connection }) {
  const { name, breakers } = connection;
  const may = useMay('connections.pause');
  const [stopping, setStopping] = useState(false);
  const { close } = useAwayVerbs(name);
  return (
    <section className={styles.part} aria-label="Operations">
      <header className={styles.head}>
        <h3>Operations</h3>
        <Button
          variant="subtle"
          size="compact-sm"
          aria-disabled={may ? undefined : true}
          data-tip={may ? undefined : whyNot('connections.pause')}
          onClick={() => {
            if (may) setStopping(true);
          }}
        >
          Stop an operation
        </Button>
      </header>
      {breakers.length === 0 ? <p className={styles.quiet}>All operations go through.</p> : null}
      <ul className={styles.rows}>
        {breakers.map((breaker) => (
          <li key={breaker.operation} className={styles.row} data-mode={breaker.mode}>
            <div className={styles.words}>
              <span className={styles.first}>
                <code>{breaker.operation}</code> <strong>{MODE_WORDS[breaker.mode]}</strong>
                <span className={styles.since}>
                  for <When at={breaker.since} as="age" />
                  {breaker.by === undefined ? null : ` by ${breaker.by}`}
                </span>
              </span>
              {breaker.reason === undefined ? null : <span className={styles.reason}>{breaker.reason}</span>}
              {breaker.mode === 'open' && breaker.nextTryAt !== undefined ? (
                <span className={styles.since}>
                  next try <When at={breaker.nextTryAt} />
                </span>
              ) : null}
            </div>
            <Button
              variant="default"
              size="compact-sm"
              loading={close.isPending && close.variables === breaker.operation}
              aria-label={`Let ${breaker.operation} work`}
              aria-disabled={may ? undefined : true}
              data-tip={may ? undefined : whyNot('connections.pause')}
              onClick={() => {
                if (may) close.mutate(breaker.operation);
              }}
            >
              Let it work
            </Button>
          </li>
        ))}
      </ul>
      {close.error ? <ErrorPanel error={close.error} /> : null}
      {stopping ? <IsolateDialog connection={connection} onClose={() => setStopping(false)} /> : null}
    </section>
  );
}
