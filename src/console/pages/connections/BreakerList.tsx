import type { Breaker, Connection } from '../../../api/types.ts';
import { PermittedButton } from '../../parts/PermittedButton.tsx';
import { When } from '../../parts/When.tsx';
import styles from './Away.module.css';
import { AwayPart } from './AwayPart.tsx';
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
  const { close } = useAwayVerbs(name);
  return (
    <AwayPart
      title="Operations"
      verb="Stop an operation"
      dialog={(onClose) => <IsolateDialog connection={connection} onClose={onClose} />}
      none="All operations go through."
      error={close.error}
      rows={breakers.map((breaker) => (
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
          <PermittedButton
            permission="connections.pause"
            size="compact-sm"
            loading={close.isPending && close.variables === breaker.operation}
            aria-label={`Let ${breaker.operation} work`}
            onClick={() => close.mutate(breaker.operation)}
          >
            Let it work
          </PermittedButton>
        </li>
      ))}
    />
  );
}
