import { type ErrorTable, failureFrom } from '../core/error-table.ts';

/** What can go wrong between a flow and its connections. */
export const engineErrors = {
  'connection.missing': {
    kind: 'unauthorized',
    title: 'The connection that this step uses does not exist.',
    remedy: 'Add the connection under Connections, or deploy the flow with another one, then release the run.',
  },
  'connection.paused': {
    kind: 'unreachable',
    title: 'The connection is paused.',
    remedy: 'Start the connection again under Connections; the run then goes on by itself.',
  },
  'connection.breaker-open': {
    kind: 'unreachable',
    title: 'Calls of this operation are held back: too many of them failed, or somebody stopped it by hand.',
    remedy:
      'Nothing to do where calls failed: work goes on by itself as soon as the system answers. What was stopped by hand is let go under Connections.',
  },
  'connection.closed': {
    kind: 'unreachable',
    title: 'The connection is closed by its calendar of maintenance windows.',
    remedy: 'Nothing to do: work goes on after the window. To end it early, remove the window under Connections.',
  },
  'flow.paused': {
    kind: 'unreachable',
    title: 'The flow is paused.',
    remedy: 'Resume the flow; its runs then go on by themselves, in order of arrival.',
  },
  'source.paused': {
    kind: 'unreachable',
    title: 'Work that comes from this connection is paused.',
    remedy: 'Resume the connection; what it sent meanwhile then goes on by itself, in order of arrival.',
  },
  'engine.operation-missing': {
    kind: 'fault',
    title: 'The connection has no operation of this name.',
    remedy: 'Correct the name in the flow, deploy it, and replay the run.',
  },
  'engine.operation-failed': {
    kind: 'fault',
    title: 'An operation broke on data that it did not expect.',
    remedy: 'Report the run to the maintainers; its journal has everything needed to repeat it.',
  },
  'engine.flow-broken': {
    kind: 'fault',
    title: 'The flow version of this run can no longer be compiled.',
    remedy: 'Deploy a version without the problems named in the message, then replay the run.',
  },
  'engine.too-many-calls': {
    kind: 'fault',
    title: 'A step made far more calls than any record needs and was stopped.',
    remedy: 'Report the run to the maintainers; nothing more is sent for it.',
  },
  'engine.poison': {
    kind: 'fault',
    title: 'The run broke its worker more than once and was parked.',
    remedy: 'Report the run to the maintainers; its input is kept. Retry it after the cause is mended.',
  },
  'agree.loop': {
    kind: 'rejected',
    title: 'Two systems change the same field of a record again and again.',
    remedy:
      'Find out what changes the field besides Landbridge, or give it one owner in the flow’s settings; then release the run.',
  },
  'agree.undecided': {
    kind: 'rejected',
    title: 'Both systems changed the same field, and a person is to say which value counts.',
    remedy: 'Edit the input of the step: write into `chosen` the side that counts for each field, `m3` or `store`.',
  },
  'agree.pair-lost': {
    kind: 'conflict',
    title: 'Another run took the pair of records over, because this one stood still for too long.',
    remedy: 'Release the run; it compares both records anew.',
  },
  'link.candidates': {
    kind: 'rejected',
    title: 'More than one record could be the one that is looked for.',
    remedy:
      'Edit the input of the step: write the id of the right candidate into `chosen`, or `none` for none of them.',
  },
} as const satisfies ErrorTable;

export const engineFailure = failureFrom(engineErrors);
