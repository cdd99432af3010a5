import { BothRecords } from '../../parts/BothRecords.tsx';
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
    <BothRecords
      left={{ system: 'm3', title: 'M3' }}
      right={{ system: 'clarity', title: 'Clarity' }}
      rows={customer.fields.map(({ name, label, same, m3, store }) => {
        return { name, label, differs: !same, left: m3, right: store };
      })}
    />
  );
}
