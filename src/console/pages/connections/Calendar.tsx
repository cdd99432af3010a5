import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Connection, MaintenanceWindow } from '../../../api/types.ts';
import { useMay } from '../../data/session.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { When } from '../../parts/When.tsx';
import { whyNot } from '../../words/roles.ts';
import { formatSpan } from '../../words/time.ts';
import styles from './Away.module.css';
import { useAwayVerbs } from './use-away-verbs.ts';
import { patternInWords } from './window-model.ts';
import { WindowDialog } from './WindowDialog.tsx';

/** When the system is closed on purpose: what comes next, and how to plan it. */
export function Calendar({ connection }: { readonly connection: Connection }) {
  const { name, windows, closure } = connection;
  const may = useMay('connections.pause');
  const [adding, setAdding] = useState(false);
  const { removeWindow } = useAwayVerbs(name);
  return (
    <section className={styles.part} aria-label="Maintenance windows">
      <header className={styles.head}>
        <h3>Maintenance windows</h3>
        <Button
          variant="subtle"
          size="compact-sm"
          aria-disabled={may ? undefined : true}
          data-tip={may ? undefined : whyNot('connections.pause')}
          onClick={() => {
            if (may) setAdding(true);
          }}
        >
          Plan one
        </Button>
      </header>
      {closure?.phase === 'draining' ? (
        <p className={styles.near} role="status">
          Closes <When at={closure.from} />: no new step is begun, what was begun ends.
        </p>
      ) : null}
      {windows.length === 0 ? <p className={styles.quiet}>None is planned.</p> : null}
      <ul className={styles.rows}>
        {windows.map((window) => (
          <li key={window.id} className={styles.row}>
            <div className={styles.words}>
              <span className={styles.first}>
                <strong>{window.reason}</strong>
                <span className={styles.since}>{inWords(window)}</span>
              </span>
              {window.next ? (
                <span className={styles.since}>
                  next <When at={window.next.from} />
                </span>
              ) : null}
            </div>
            <Button
              variant="default"
              size="compact-sm"
              loading={removeWindow.isPending && removeWindow.variables === window.id}
              aria-label={`Remove the window ${window.reason}`}
              aria-disabled={may ? undefined : true}
              data-tip={may ? undefined : whyNot('connections.pause')}
              onClick={() => {
                if (may) removeWindow.mutate(window.id);
              }}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {removeWindow.error ? <ErrorPanel error={removeWindow.error} /> : null}
      {adding ? <WindowDialog connection={connection} onClose={() => setAdding(false)} /> : null}
    </section>
  );
}

function inWords({ cron, zone, minutes }: MaintenanceWindow): string {
  const length = `for ${formatSpan(minutes * 60_000)}`;
  return cron === undefined ? `once, ${length}` : `${patternInWords(cron)} (${zone}), ${length}`;
}
