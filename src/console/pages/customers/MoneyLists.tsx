import { Link } from '@tanstack/react-router';
import { When } from '../../parts/When.tsx';
import { formatAmount } from '../../words/amount.ts';
import type { CustomerView } from './CustomerPage.tsx';
import styles from './Lists.module.css';

/** What M3 still waits for. */
export function OpenInvoices({ invoices }: { readonly invoices: CustomerView['openInvoices'] }) {
  if (invoices === undefined) return <p className={styles.none}>M3 could not be asked.</p>;
  if (invoices.length === 0) return <p className={styles.none}>Nothing is open.</p>;
  return (
    <ul className={styles.rows}>
      {invoices.map((invoice) => (
        <li key={invoice.invoiceNumber} className={styles.money}>
          <span className="mono">{invoice.invoiceNumber}</span>
          <span className={styles.where}>{invoice.dueDate ? `due ${dayOf(invoice.dueDate)}` : 'no due date'}</span>
          <span className={styles.amount}>
            <b>
              {formatAmount(invoice.openAmount, invoice.currency)} {invoice.currency}
            </b>
            {invoice.openAmount === invoice.amount ? null : (
              <span className={styles.where}> of {formatAmount(invoice.amount, invoice.currency)}</span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** M3 writes days as YYYYMMDD. */
function dayOf(day: string): string {
  return /^\d{8}$/.test(day) ? `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}` : day;
}

/** Payments that the store keeps. */
export function Payments({ payments }: { readonly payments: CustomerView['payments'] }) {
  if (payments === undefined) return <p className={styles.none}>The store could not be asked.</p>;
  if (payments.length === 0) return <p className={styles.none}>The store has no payment for the newest orders.</p>;
  return (
    <ul className={styles.rows}>
      {payments.map((payment, index) => (
        <li key={`${payment.orderId}/${index.toString()}`} className={styles.money}>
          <span>
            <Link to="/orders" search={{ q: payment.orderId }} className="mono">
              {payment.orderId}
            </Link>
          </span>
          <span className={styles.where}>
            {[payment.method, payment.state].filter(Boolean).join(', ')}{' '}
            {payment.at ? <When at={payment.at} focusable={false} /> : null}
          </span>
          <span className={styles.amount}>
            <b>
              {formatAmount(payment.amount, payment.currency)} {payment.currency}
            </b>
          </span>
        </li>
      ))}
    </ul>
  );
}
