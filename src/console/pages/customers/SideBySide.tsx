import { IconArrowsDiff } from '@tabler/icons-react';
import type { CustomerView } from './CustomerPage.tsx';
import styles from './SideBySide.module.css';

/** The fields of both records; where both have a value and they differ, the row is marked in words, too. */
export function SideBySide({ customer }: { readonly customer: CustomerView }) {
  if (customer.fields.length === 0) {
    return (
      <p className={styles.none}>Neither system could be read just now. Orders below are what passed through here.</p>
    );
  }
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Field</span>
          </th>
          <th scope="col" className={styles.m3}>
            M3
          </th>
          <th scope="col" className={styles.clarity}>
            Clarity
          </th>
        </tr>
      </thead>
      <tbody>
        {customer.fields.map((field) => (
          <tr key={field.name} data-differs={!field.same || undefined}>
            <th scope="row">
              {field.label}
              {field.same ? null : (
                <span className={styles.differs}>
                  <IconArrowsDiff size={14} aria-hidden /> differs
                </span>
              )}
            </th>
            <td>{field.m3 ?? <span className={styles.blank}>–</span>}</td>
            <td>{field.store ?? <span className={styles.blank}>–</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
