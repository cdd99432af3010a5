import type { Today } from '../../../api/types.ts';

type Hours = Today['hours'];
export type SeriesKey = 'arrived' | 'completed' | 'held';

export interface Series {
  readonly key: SeriesKey;
  readonly label: string;
  /** CSS variable of its colour; the same thing has the same colour on every page. */
  readonly color: string;
}

export const SERIES: readonly Series[] = [
  { key: 'arrived', label: 'Arrived', color: '--clarity' },
  { key: 'completed', label: 'Done', color: '--completed' },
  { key: 'held', label: 'Held', color: '--held' },
];

/** Sum of one series. */
export function sumOf(hours: Hours, key: SeriesKey): number {
  return hours.reduce((total, hour) => total + hour[key], 0);
}

/** What is drawn: one question, whether what is done keeps up with what arrives. The table has the rest. */
export const DRAWN: readonly Series[] = SERIES.filter(({ key }) => key !== 'held');
