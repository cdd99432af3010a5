import { type ErrorTable, failureFrom } from '../../core/error-table.ts';

/** Why a reconciliation ended before it was through. */
export const reconcileErrors = {
  'reconcile.too-few': {
    kind: 'conflict',
    title: 'One side has far fewer records than it should, so nothing was compared.',
    remedy: 'Find out whether the system gave all it has. If it did, start again and say that fewer are right.',
  },
  'reconcile.not-read': {
    kind: 'unreachable',
    title: 'One side could not be read for a long time.',
    remedy: 'Check the connection named in the message, then start the reconciliation again.',
  },
  'reconcile.no-reader': {
    kind: 'fault',
    title: 'One of the two connections cannot be read for this subject.',
    remedy: 'Check that both connections exist and belong to connectors that reconciliation knows.',
  },
  'reconcile.broken': {
    kind: 'fault',
    title: 'The reconciliation broke on something that it did not expect.',
    remedy: 'Start it again; if it breaks again, report it with the correlation id of the log.',
  },
  'reconcile.stopped': {
    kind: 'conflict',
    title: 'Somebody stopped the reconciliation.',
    remedy: 'Start it again when it suits.',
  },
} as const satisfies ErrorTable;

export const reconcileFailure = failureFrom(reconcileErrors);
