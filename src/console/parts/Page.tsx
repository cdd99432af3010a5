import { type ReactNode, useEffect } from 'react';
import styles from './Page.module.css';

interface PageProps {
  /** Title of the page and of the browser's tab. */
  readonly title: string;
  /** What is shown as the heading when it is more than the title. */
  readonly heading?: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page: one first-level heading, what it is about, and what can be done. */
export function Page({ title, heading, lead, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Landbridge`;
  }, [title]);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div className={styles.titles}>
          <h1>{heading ?? title}</h1>
          {lead ? <div className={styles.lead}>{lead}</div> : null}
        </div>
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}
