/** Currencies whose amounts are not written with two decimals (ISO 4217). */
const DECIMALS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    JPY: 0,
    KRW: 0,
    CLP: 0,
    ISK: 0,
    VND: 0,
    BHD: 3,
    KWD: 3,
    OMR: 3,
    TND: 3,
    JOD: 3,
  }),
);

const DECIMAL_TEXT = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/**
 * Writes a decimal text for people: thousands apart, at least the currency's decimals, nothing rounded away.
 * Text that is no decimal comes back as it is, because hiding it would hide a fault.
 */
export function formatAmount(amount: string, currency?: string): string {
  const match = DECIMAL_TEXT.exec(amount.trim());
  if (!match) return amount;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const decimals = DECIMALS.get(currency ?? '') ?? 2;
  const kept = trimZeros(fraction, decimals).padEnd(decimals, '0');
  return `${sign === '-' ? '−' : ''}${groupThousands(whole.replace(/^0+(?=\d)/, ''))}${kept ? `.${kept}` : ''}`;
}

/** Groups the digits of a whole number: `1284` is `1,284`. */
export function groupThousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A count as people read it: `12,403`. */
export function formatCount(count: number): string {
  return groupThousands(String(Math.trunc(count)));
}

/** `1 order`, `2 orders`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : many}`;
}

function trimZeros(fraction: string, keep: number): string {
  let end = fraction.length;
  while (end > keep && fraction[end - 1] === '0') end -= 1;
  return fraction.slice(0, end);
}
