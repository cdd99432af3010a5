import { type ReactNode, useEffect } from 'react';
import { Mark } from '../../frame/Wordmark.tsx';
import styles from './DoorPage.module.css';

interface DoorPageProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of pages before anybody is signed in. */
export function DoorPage({ title, lead, children }: DoorPageProps) {
  useEffect(() => {
    document.title = `${title} · Landbridge`;
  }, [title]);
  return (
    <div className={styles.door}>
      <div className={styles.brand}>
        <Mark size={30} />
        <span>Landbridge</span>
      </div>
      <main className={styles.box}>
        <h1>{title}</h1>
        {lead ? <p className={styles.lead}>{lead}</p> : null}
        {children}
      </main>
      <p className={styles.foot}>Orders from Clarity eCommerce to Infor M3, and back.</p>
    </div>
  );
}
