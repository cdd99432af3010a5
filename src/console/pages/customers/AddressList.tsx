import type { CustomerView } from './CustomerPage.tsx';
import styles from './Lists.module.css';

type Address = CustomerView['addresses'][number];

/** Addresses by content, each with the systems that have it. */
export function AddressList({ addresses }: { readonly addresses: readonly Address[] }) {
  if (addresses.length === 0) return <p className={styles.none}>No address is on record in either system.</p>;
  return (
    <ul className={styles.rows}>
      {addresses.map((address) => (
        <li key={address.lines.join('\n')} className={styles.address}>
          <span className={styles.label}>{address.label}</span>
          <span>{address.lines.join(', ')}</span>
          <span className={styles.where}>{whereIs(address)}</span>
        </li>
      ))}
    </ul>
  );
}

function whereIs({ inM3, inStore, m3Id }: Address): string {
  const number = m3Id === undefined ? '' : ` as ${m3Id}`;
  if (inM3 && inStore) return `in both systems${number}`;
  return inM3 ? `only in M3${number}` : 'only in Clarity';
}
