import type { DraftDiscardInput, DraftDiscardOutput } from '../operations/draft-discard.ts';
import type { DraftGetInput, DraftGetOutput } from '../operations/draft-get.ts';

const temporaryNumber = '0000012345';

export const DRAFT_GET_SAMPLE: { readonly input: DraftGetInput; readonly output: DraftGetOutput } = {
  input: { temporaryNumber },
  output: {
    temporaryNumber,
    found: true,
    status: '20',
    orderNumber: '',
    customerNumber: 'C100001',
    webOrderNumber: '1042',
    mark: '4HJ7K2M9QX-1 DO NOT RELEASE',
  },
};

export const DRAFT_DISCARD_SAMPLE: { readonly input: DraftDiscardInput; readonly output: DraftDiscardOutput } = {
  input: { temporaryNumber, steps: [{ key: '0198f1c2-0000-7000-8000-000000000001/m3order', open: false }] },
  output: { temporaryNumber, outcome: 'discarded' },
};
