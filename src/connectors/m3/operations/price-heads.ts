import type { MiRecord } from '../wire/request.ts';

/** A price list with the days it counts (YYYYMMDD). */
export interface PriceHead {
  readonly priceList: string;
  readonly currency: string;
  /** Empty: for everybody. */
  readonly customer: string;
  readonly validFrom: string;
  readonly validTo: string;
}

/** Reads the head of a price list from M3's fields. */
export function headOf(row: MiRecord): PriceHead {
  return {
    priceList: row['PRRF'] ?? '',
    currency: row['CUCD'] ?? '',
    customer: row['CUNO'] ?? '',
    validFrom: row['FVDT'] ?? '',
    validTo: row['LVDT'] ?? '',
  };
}

/** Whether a list counts on a day; an empty or zero last day means for ever. */
export function isValid({ validFrom, validTo }: PriceHead, day: string): boolean {
  return validFrom <= day && (Number(validTo) === 0 || day <= validTo);
}
