import { type ReactNode, useState } from 'react';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { PermittedButton } from '../../parts/PermittedButton.tsx';
import styles from './Away.module.css';

interface AwayPartProps {
  readonly title: string;
  /** Opens the dialog that adds a row. */
  readonly verb: string;
  readonly dialog: (close: () => void) => ReactNode;
  /** Stands above the rows. */
  readonly notice?: ReactNode;
  /** What is so without any row. */
  readonly none: string;
  readonly rows: readonly ReactNode[];
  readonly error: unknown;
}

/** What keeps a connection from working, row by row, with the hand on it. */
export function AwayPart({ title, verb, dialog, notice, none, rows, error }: AwayPartProps) {
  const [asking, setAsking] = useState(false);
  return (
    <section className={styles.part} aria-label={title}>
      <header className={styles.head}>
        <h3>{title}</h3>
        <PermittedButton
          permission="connections.pause"
          variant="subtle"
          size="compact-sm"
          onClick={() => setAsking(true)}
        >
          {verb}
        </PermittedButton>
      </header>
      {notice}
      {rows.length === 0 ? <p className={styles.quiet}>{none}</p> : null}
      <ul className={styles.rows}>{rows}</ul>
      {error ? <ErrorPanel error={error} /> : null}
      {asking ? dialog(() => setAsking(false)) : null}
    </section>
  );
}
