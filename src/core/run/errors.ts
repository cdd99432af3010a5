import { failureFrom } from '../error-table.ts';

/** Codes of the run itself, apart from what connectors and flows report. */
export const RUN_ERRORS = {
  'run.interrupted': {
    kind: 'uncertain',
    title: 'Landbridge stopped after this call was sent and before its answer was stored, so its outcome is not known.',
    remedy: 'Nothing to do yet: the operation looks whether the call took effect before anything is sent again.',
  },
} as const;

/** Builds a failure of the run itself. */
export const runFailure = failureFrom(RUN_ERRORS);
