import { IconArrowsDiff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './BothRecords.module.css';

interface Side {
  readonly system: 'm3' | 'clarity';
  readonly title: ReactNode;
}

interface BothRecordsProps {
  readonly left: Side;
  readonly right: Side;
  readonly rows: readonly {
    readonly name: string;
    readonly label: string;
    readonly differs: boolean;
    /** As the side says it; empty where it says nothing. */
    readonly left: string | null | undefined;
    readonly right: string | null | undefined;
  }[];
}

/** Both records of one thing, field by field; a row that differs says so in words, too. */
export function BothRecords({ left, right, rows }: BothRecordsProps) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Field</span>
          </th>
          {[left, right].map(({ system, title }) => (
            <th key={system} scope="col" className={styles[system]}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name} data-differs={row.differs || undefined}>
            <th scope="row">
              {row.label}
              {row.differs ? (
                <span className={styles.differs}>
                  <IconArrowsDiff size={14} aria-hidden /> differs
                </span>
              ) : null}
            </th>
            <td>{row.left ?? <span className={styles.blank}>–</span>}</td>
            <td>{row.right ?? <span className={styles.blank}>–</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
