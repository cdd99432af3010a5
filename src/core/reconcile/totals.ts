import { Decimal, parseDecimal } from '../decimal.ts';
import type { KeyGroup } from './merge.ts';
import type { DayTotals, SideRecord } from './model.ts';

interface Sum {
  leftCount: number;
  rightCount: number;
  leftAmount: Decimal;
  rightAmount: Decimal;
  differences: number;
}

/**
 * Counts and amounts by day and currency. Both sides of a record are counted under one day, the store's where it names
 * one: an order placed at midnight must not look like two differences. What the other side need not have is not counted.
 */
export class DayCounter {
  readonly #sums = new Map<string, Sum>();

  add(group: KeyGroup, differences: number): void {
    const counted = { left: group.left.filter(isCounted), right: group.right.filter(isCounted) };
    const day = (group.left[0] ?? group.right[0])?.day ?? group.right[0]?.day ?? '';
    // Lists of the store name no currency: that of the other side counts for both.
    const currency = group.left[0]?.currency ?? group.right[0]?.currency ?? '';
    for (const record of counted.left) this.#note(day, currency, record, 'left');
    for (const record of counted.right) this.#note(day, currency, record, 'right');
    if (differences > 0) this.#sum(day, currency).differences += differences;
  }

  /** Oldest day first. */
  totals(): DayTotals[] {
    return [...this.#sums]
      .map(([place, sum]) => {
        const [day = '', currency = ''] = place.split('|');
        return {
          day,
          currency,
          leftCount: sum.leftCount,
          rightCount: sum.rightCount,
          leftAmount: sum.leftAmount.toFixed(),
          rightAmount: sum.rightAmount.toFixed(),
          differences: sum.differences,
        };
      })
      .toSorted((a, b) => (a.day + a.currency < b.day + b.currency ? -1 : 1));
  }

  #note(day: string, currency: string, { amount }: SideRecord, side: 'left' | 'right'): void {
    const sum = this.#sum(day, currency);
    const value = amount === undefined ? undefined : parseDecimal(amount);
    if (side === 'left') {
      sum.leftCount += 1;
      if (value) sum.leftAmount = sum.leftAmount.plus(value);
    } else {
      sum.rightCount += 1;
      if (value) sum.rightAmount = sum.rightAmount.plus(value);
    }
  }

  #sum(day: string, currency: string): Sum {
    const place = `${day}|${currency}`;
    const known = this.#sums.get(place);
    if (known) return known;
    const sum = {
      leftCount: 0,
      rightCount: 0,
      leftAmount: new Decimal(0),
      rightAmount: new Decimal(0),
      differences: 0,
    };
    this.#sums.set(place, sum);
    return sum;
  }
}

const isCounted = (record: SideRecord): boolean => record.optional !== true;
