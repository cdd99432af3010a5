import type { Today } from '../../../api/types.ts';
import type { ShownState } from '../../words/states.ts';

export type StockFigures = NonNullable<Today['stock']>[number];

export interface StockState {
  readonly word: string;
  readonly meaning: string;
  /** Whose colour and icon it wears. */
  readonly as: ShownState;
  /** Queue of the held work that explains it. */
  readonly queue?: string;
}

/** Queues of the stock flows, worst first, and what one of their holds means for the figures in the store. */
const QUEUES: readonly (StockState & { readonly queue: string })[] = [
  {
    queue: 'stock-paused',
    word: 'Standing still',
    as: 'failed',
    meaning: 'The store does not take figures; a person was asked.',
  },
  { queue: 'stock-stale', word: 'Old', as: 'held', meaning: 'Older than the alarm allows; a person was asked.' },
  {
    queue: 'stock-doubt',
    word: 'In doubt',
    as: 'held',
    meaning: 'Figures came that are not believed; a person was asked.',
  },
];

/** Figures that a look at M3 has just confirmed are not in question, whatever another store waits for. */
const JUST_NOW_MS = 60_000;

/**
 * Whether the figures in a store can be trusted. How old is too old says the flow that raises the alarm, so the work
 * that waits for a person decides, and not the clock of this page. `now` is milliseconds since 1970.
 */
export function stockStateOf(
  { asOf }: Pick<StockFigures, 'asOf'>,
  holds: readonly { readonly queue: string }[],
  now: number,
): StockState {
  if (asOf === undefined)
    return { word: 'Not read yet', as: 'waiting', meaning: 'The first look at stock is still to come.' };
  const found = QUEUES.find(({ queue }) => holds.some((hold) => hold.queue === queue));
  if (found && (found.queue === 'stock-doubt' || now - Date.parse(asOf) > JUST_NOW_MS)) return found;
  return {
    word: 'Fresh',
    as: 'completed',
    meaning: 'The store shows what was counted then, less orders on their way.',
  };
}
