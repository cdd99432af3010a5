import { type ErrorTable, failureFrom } from '../error-table.ts';

/** Codes of the card-data guard. */
export const CARD_DATA_ERRORS = {
  'card-data.found': {
    kind: 'rejected',
    title: 'Card data was found where none may be; nothing was stored.',
    remedy:
      'Tell the owner of the sending system which field carries it, and have it send the processor’s token and the last four digits only.',
  },
} as const satisfies ErrorTable;

/** Builds a failure of the card-data guard. */
export const cardDataFailure = failureFrom(CARD_DATA_ERRORS);
