import { createHash } from 'node:crypto';

/** A happening with a payment, as both systems can name it. */
export interface PaymentHappening {
  readonly store: string;
  readonly paymentId: string;
  /** `captured`, `refunded`, … */
  readonly kind: string;
  /** Counts happenings of one kind, from 1. */
  readonly sequence: number;
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 14;

/**
 * The mark by which a posting in the ERP names the happening it stands for: 14 base32 characters (RFC 4648) of a
 * SHA-256 digest. The texts of a ledger are too short for store, payment and kind together.
 */
export function paymentMark({ store, paymentId, kind, sequence }: PaymentHappening): string {
  const parts = JSON.stringify([store.trim(), paymentId.trim(), kind.trim(), sequence]);
  const bytes = createHash('sha256').update(parts).digest();
  return Array.from(bytes.subarray(0, LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
