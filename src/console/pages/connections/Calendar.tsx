import type { Connection, MaintenanceWindow } from '../../../api/types.ts';
import { PermittedButton } from '../../parts/PermittedButton.tsx';
import { When } from '../../parts/When.tsx';
import { formatSpan } from '../../words/time.ts';
import styles from './Away.module.css';
import { AwayPart } from './AwayPart.tsx';
import { useAwayVerbs } from './use-away-verbs.ts';
import { patternInWords } from './window-model.ts';
import { WindowDialog } from './WindowDialog.tsx';

/** When the system is closed on purpose: what comes next, and how to plan it. */
export function Calendar({ connection }: { readonly connection: Connection }) {
  const { name, windows, closure } = connection;
  const { removeWindow } = useAwayVerbs(name);
  return (
    <AwayPart
      title="Maintenance windows"
      verb="Plan one"
      dialog={(onClose) => <WindowDialog connection={connection} onClose={onClose} />}
      notice={
        closure?.phase === 'draining' ? (
          <p className={styles.near} role="status">
            Closes <When at={closure.from} />: no new step is begun, what was begun ends.
          </p>
        ) : null
      }
      none="None is planned."
      error={removeWindow.error}
      rows={windows.map((window) => (
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
          <PermittedButton
            permission="connections.pause"
            size="compact-sm"
            loading={removeWindow.isPending && removeWindow.variables === window.id}
            aria-label={`Remove the window ${window.reason}`}
            onClick={() => removeWindow.mutate(window.id)}
          >
            Remove
          </PermittedButton>
        </li>
      ))}
    />
  );
}

function inWords({ cron, zone, minutes }: MaintenanceWindow): string {
  const length = `for ${formatSpan(minutes * 60_000)}`;
  return cron === undefined ? `once, ${length}` : `${patternInWords(cron)} (${zone}), ${length}`;
}
