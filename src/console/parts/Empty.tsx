import type { ReactNode } from 'react';
import styles from './Empty.module.css';

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
  /** Links and buttons: what to do now. */
  readonly next?: ReactNode;
}

/** What an empty list says: why it is empty, and what to do. */
export function Empty({ title, children, next }: EmptyProps) {
  return (
    <div className={styles.empty}>
      <strong>{title}</strong>
      {children}
      {next ? <div className={styles.next}>{next}</div> : null}
    </div>
  );
}
