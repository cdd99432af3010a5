import { type ErrorTable, failureFrom } from '../../core/error-table.ts';

/** What can go wrong between us and any connected system, before that system's own words are understood. */
export const CONNECTION_ERRORS = {
  'connection.unreachable': {
    kind: 'unreachable',
    title: 'The system could not be reached; nothing was sent.',
    remedy: 'Landbridge tries again by itself. If it lasts, check the address, the network and the certificate.',
  },
  'connection.no-usable-answer': {
    kind: 'unreachable',
    title: 'The system did not give a usable answer to a question; nothing was changed.',
    remedy: 'Landbridge asks again by itself. If it lasts, look at the answer that is shown.',
  },
  'connection.outcome-unknown': {
    kind: 'uncertain',
    title: 'The call was sent, but no usable answer came back: it may or may not have taken effect.',
    remedy: 'Landbridge finds out before it writes again. Nothing has to be done unless the step is held.',
  },
  'connection.throttled': {
    kind: 'throttled',
    title: 'The system refused the call because too many were made.',
    remedy: 'Landbridge waits as long as it was told to. If it lasts, lower the calls per second of the connection.',
  },
  'connection.login-refused': {
    kind: 'unauthorized',
    title: 'The system refused our login.',
    remedy: 'Check the credentials of the connection and whether they were changed or switched off, then test it.',
  },
  'connection.right-missing': {
    kind: 'unauthorized',
    title: 'The login is good, but it lacks the right to make this call.',
    remedy: 'Give the service user the right, or use another one, then test the connection.',
  },
  'connection.call-refused': {
    kind: 'rejected',
    title: 'The system refused the call before looking at its content.',
    remedy: 'Check the addresses and names in the settings of the connection.',
  },
  'connection.redirected': {
    kind: 'rejected',
    title: 'The system sent us to another address; redirects are never followed.',
    remedy: 'Enter the final address in the settings of the connection.',
  },
  'connection.answer-unreadable': {
    kind: 'fault',
    title: 'The answer cannot be used: it is too large or not valid text.',
    remedy: 'Look at what answers at this address; a proxy in between may have changed the answer.',
  },
  'connection.address-forbidden': {
    kind: 'rejected',
    title: 'The address of the connection is not allowed.',
    remedy:
      'Use an https address of the public network, or have an operator allow private addresses for this connection.',
  },
  'connection.setting-invalid': {
    kind: 'rejected',
    title: 'A setting of the connection is missing or wrong.',
    remedy: 'Correct the setting that is named, then test the connection.',
  },
} as const satisfies ErrorTable;

/** Builds a failure from {@link CONNECTION_ERRORS}. */
export const connectionFailure = failureFrom(CONNECTION_ERRORS);

export type ConnectionErrorCode = keyof typeof CONNECTION_ERRORS;
