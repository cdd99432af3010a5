import { type ErrorDefinition, type ErrorTable, failureFrom } from '../core/error-table.ts';

interface ServerError extends ErrorDefinition {
  /** HTTP status of the answer. */
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 422 | 429 | 500 | 503;
}

/** What the HTTP server refuses or fails at. */
export const SERVER_ERRORS = {
  'request.invalid': {
    kind: 'rejected',
    status: 400,
    title: 'The request is not as the API describes it.',
    remedy: 'Correct the fields named in `errors`. The description of the API is at /api/v1/openapi.json.',
  },
  'request.malformed': {
    kind: 'rejected',
    status: 400,
    title: 'The body cannot be read as JSON.',
    remedy: 'Send well-formed JSON in UTF-8, with each key once and at most 100 levels deep.',
  },
  'request.too-large': {
    kind: 'rejected',
    status: 413,
    title: 'The body is larger than this route takes.',
    remedy: 'Send less at once; webhooks and requests may have 1 MB.',
  },
  'request.media-type': {
    kind: 'rejected',
    status: 415,
    title: 'The body has a media type that this route does not take.',
    remedy: 'Send application/json and say so in the Content-Type header.',
  },
  'request.no-route': {
    kind: 'missing',
    status: 404,
    title: 'There is nothing at this address.',
    remedy: 'Compare the path with /api/v1/openapi.json.',
  },
  'request.method': {
    kind: 'rejected',
    status: 405,
    title: 'This address does not know the method.',
    remedy: 'Use one of the methods named in the Allow header.',
  },
  'request.cross-site': {
    kind: 'unauthorized',
    status: 403,
    title: 'The request came from another site, or does not say where it came from.',
    remedy: 'Use the console, or a script with a bearer token; with a cookie, send the Origin header of this server.',
  },
  'request.host': {
    kind: 'unauthorized',
    status: 403,
    title: 'The server is not meant to be reached under this host name.',
    remedy: 'Open it under the address it printed at the start, or set its public address.',
  },
  'session.missing': {
    kind: 'unauthorized',
    status: 401,
    title: 'Nobody is signed in.',
    remedy: 'Sign in, or send the operator token as `Authorization: Bearer …`.',
  },
  'session.refused': {
    kind: 'unauthorized',
    status: 401,
    title: 'E-mail address and password do not fit.',
    remedy: 'Check both. An admin can make you a new link under Settings, People.',
  },
  'session.locked': {
    kind: 'throttled',
    status: 429,
    title: 'Too many tries to sign in.',
    remedy: 'Wait as long as the answer says, or ask an admin for a new link.',
  },
  'session.token-refused': {
    kind: 'unauthorized',
    status: 401,
    title: 'The bearer token is not the operator token of this server.',
    remedy: 'Read the token anew from the file operator.token in the data folder of the running server.',
  },
  'session.forbidden': {
    kind: 'unauthorized',
    status: 403,
    title: 'Your role does not allow this.',
    remedy: 'Ask an admin to do it, or to give you the role.',
  },
  'welcome.gone': {
    kind: 'missing',
    status: 410,
    title: 'The one-time link was used already, has run out, or never was.',
    remedy: 'Start the server again for a new first link, or ask an admin for one.',
  },
  'welcome.incomplete': {
    kind: 'rejected',
    status: 422,
    title: 'The first admin needs a name and an e-mail address.',
    remedy: 'Fill in both.',
  },
  'password.weak': {
    kind: 'rejected',
    status: 422,
    title: 'The password is too easy to guess.',
    remedy: 'Take 12 characters or more; a few words in a row are good.',
  },
  'user.not-found': {
    kind: 'missing',
    status: 404,
    title: 'There is no such person.',
    remedy: 'Read the list of people again.',
  },
  'user.email-taken': {
    kind: 'conflict',
    status: 409,
    title: 'Somebody with this e-mail address is there already.',
    remedy: 'Change that person instead, or use another address.',
  },
  'user.last-admin': {
    kind: 'conflict',
    status: 409,
    title: 'This is the last admin who can sign in.',
    remedy: 'Make somebody else admin first.',
  },
  'customer.not-found': {
    kind: 'missing',
    status: 404,
    title: 'Neither system knows this customer.',
    remedy: 'Look for the customer by name or e-mail; the number may be of another environment.',
  },
  'work.count-changed': {
    kind: 'conflict',
    status: 409,
    title: 'Other runs need a person by now than those that were shown.',
    remedy: 'Look at the list again, then repeat.',
  },
  'work.fix-refused': {
    kind: 'rejected',
    status: 409,
    title: 'The run cannot be mended like this.',
    remedy: 'Open the run; it says what can be done now.',
  },
  'run.not-found': {
    kind: 'missing',
    status: 404,
    title: 'There is no run with this id.',
    remedy: 'Look for the order by its number; the id may be of another environment.',
  },
  'run.wrong-state': {
    kind: 'conflict',
    status: 409,
    title: 'The run is not in a state in which this can be done.',
    remedy: 'Read the run again: somebody else, or the engine, may have been faster.',
  },
  'connection.not-found': {
    kind: 'missing',
    status: 404,
    title: 'There is no connection of this name.',
    remedy: 'Compare the name with the list of connections.',
  },
  'connection.invalid': {
    kind: 'rejected',
    status: 422,
    title: 'The settings of the connection are not complete or not right.',
    remedy: 'Correct the settings named in `errors`.',
  },
  'connection.no-file': {
    kind: 'rejected',
    status: 422,
    title: 'Connections of this connector are not made from a file.',
    remedy: 'Fill in the settings instead.',
  },
  'window.invalid': {
    kind: 'rejected',
    status: 422,
    title: 'The maintenance window can never be.',
    remedy: 'Correct the times, the pattern or the time zone that the message names.',
  },
  'window.not-found': {
    kind: 'missing',
    status: 404,
    title: 'There is no such maintenance window at this connection.',
    remedy: 'Read the connection again: somebody else may have removed it.',
  },
  'connector.not-found': {
    kind: 'missing',
    status: 404,
    title: 'There is no connector of this name.',
    remedy: 'Compare the name with the list of connectors.',
  },
  'flow.not-found': {
    kind: 'missing',
    status: 404,
    title: 'There is no flow of this name or no such version of it.',
    remedy: 'Compare the name with the list of flows.',
  },
  'flow.setting-invalid': {
    kind: 'rejected',
    status: 422,
    title: 'The flow has no such setting, or it cannot have this value.',
    remedy: 'Correct what the message names; `npx landbridge flows show <flow>` lists what the flow declares.',
  },
  'flow.changed-meanwhile': {
    kind: 'rejected',
    status: 409,
    title: 'The flow was deployed or set otherwise since you looked.',
    remedy: 'Read the flow again, and change what is there now.',
  },
  'flow.by-events': {
    kind: 'rejected',
    status: 422,
    title: 'This flow starts with events of a connected system, not by hand.',
    remedy: 'Ask for its records with `landbridge sync`, or replay one of its runs.',
  },
  'sync.no-source': {
    kind: 'missing',
    status: 404,
    title: 'No open connection reads these records.',
    remedy: 'Add or start the connection that has them, under Connections, and ask again.',
  },
  'sync.switched-off': {
    kind: 'missing',
    status: 404,
    title: 'These records are not looked for.',
    remedy:
      'Switch the look on in the settings of the connection, under Connections, and ask again. A store without a list of them tells by webhooks alone.',
  },
  'sync.not-found': {
    kind: 'missing',
    status: 404,
    title: 'There is no sync with this id.',
    remedy: 'Syncs are forgotten after a month; start another one.',
  },
  'reconcile.not-found': {
    kind: 'missing',
    status: 404,
    title: 'There is no reconciliation with this id.',
    remedy: 'Read the list again; it may have been dropped with its retention.',
  },
  'reconcile.ended': {
    kind: 'conflict',
    status: 409,
    title: 'The reconciliation is over already.',
    remedy: 'Read it again.',
  },
  'reconcile.nothing-linked': {
    kind: 'missing',
    status: 422,
    title: 'No live flow links two systems that could be compared.',
    remedy: 'Add both connections, and deploy a flow between them.',
  },
  'difference.not-found': {
    kind: 'missing',
    status: 404,
    title: 'There is no difference with this id.',
    remedy: 'Read the list again; a newer reconciliation may have replaced it.',
  },
  'difference.not-allowed': {
    kind: 'conflict',
    status: 409,
    title: 'This cannot be done about the difference.',
    remedy: 'Read the difference again: it says what may be done, and why the rest is of no use.',
  },
  'difference.count-changed': {
    kind: 'conflict',
    status: 409,
    title: 'The number of differences is another one by now.',
    remedy: 'Read the list again, and confirm the number that it shows.',
  },
  'alert.not-found': {
    kind: 'missing',
    status: 404,
    title: 'There is no living alert with this id.',
    remedy: 'Read the list again: it may have ended by itself.',
  },
  'alert-rule.not-found': {
    kind: 'missing',
    status: 404,
    title: 'There is no alert rule of this name.',
    remedy: 'Compare the name with the list of rules.',
  },
  'alert-rule.invalid': {
    kind: 'rejected',
    status: 422,
    title: 'The rule has settings that its kind does not know, or names a channel that is not there.',
    remedy: 'Correct what is named in `errors`.',
  },
  'alert-channel.not-found': {
    kind: 'missing',
    status: 404,
    title: 'There is no alert channel of this name.',
    remedy: 'Compare the name with the list of channels.',
  },
  'alert-channel.invalid': {
    kind: 'rejected',
    status: 422,
    title: 'The settings of the channel are not complete or not right.',
    remedy: 'Correct the settings named in `errors`.',
  },
  'alert-channel.in-use': {
    kind: 'conflict',
    status: 409,
    title: 'Alert rules name the channel, and would tell nobody without it.',
    remedy: 'Let the rules that are named tell another channel, or all, and then remove this one.',
  },
  'webhook.no-connection': {
    kind: 'missing',
    status: 404,
    title: 'No connection takes webhooks at this address.',
    remedy: 'Use the address that the connection shows under Connections.',
  },
  'webhook.overload': {
    kind: 'throttled',
    status: 429,
    title: 'More webhooks are coming in than can be stored now.',
    remedy: 'Send it again after the pause named in Retry-After.',
  },
  'webhook.not-stored': {
    kind: 'unreachable',
    status: 503,
    title: 'The webhook could not be stored, so it is not taken.',
    remedy: 'Send it again after the pause named in Retry-After. Here, check that the database runs and has space.',
  },
  'server.unavailable': {
    kind: 'unreachable',
    status: 503,
    title: 'The database cannot be reached right now.',
    remedy: 'Try again in a moment; if it lasts, check that the database runs and has space.',
  },
  'server.busy': {
    kind: 'throttled',
    status: 503,
    title: 'Too many live views are open.',
    remedy: 'Close some, or read again by hand.',
  },
  'server.fault': {
    kind: 'fault',
    status: 500,
    title: 'Something went wrong inside Landbridge.',
    remedy: 'Look for the correlation id in the log of the server, and report it.',
  },
  'server.port-in-use': {
    kind: 'fault',
    status: 500,
    title: 'Another program uses the port.',
    remedy: 'Stop that program, or choose another port with --port.',
  },
  'server.port-forbidden': {
    kind: 'fault',
    status: 500,
    title: 'This account may not open the port.',
    remedy: 'Choose a port above 1023 with --port, or give the account the right.',
  },
  'server.address-unknown': {
    kind: 'fault',
    status: 500,
    title: 'This machine does not have the address.',
    remedy: 'Choose 127.0.0.1, 0.0.0.0 or an address of this machine with --host.',
  },
  'server.metrics-address': {
    kind: 'fault',
    status: 500,
    title: 'Metrics are not served without sign-in on an address that others can reach.',
    remedy: 'Serve them on 127.0.0.1, or let the collector read /metrics of the server with the operator token.',
  },
  'server.secret-file': {
    kind: 'fault',
    status: 500,
    title: 'A file with a secret of the server cannot be used.',
    remedy: 'Give the file to the user that runs Landbridge and keep it from others (mode 600), or remove it.',
  },
} as const satisfies ErrorTable & Readonly<Record<string, ServerError>>;

export type ServerErrorCode = keyof typeof SERVER_ERRORS;

/** Builds a failure of the server. */
export const serverFailure = failureFrom(SERVER_ERRORS);

/** Thrown when the server cannot start: a message for the terminal that says what to do. */
export class ServerStartError extends Error {
  readonly code: ServerErrorCode;
  readonly remedy: string;

  constructor(code: ServerErrorCode, message: string) {
    const { remedy } = SERVER_ERRORS[code];
    super(`${message} ${remedy}`);
    this.name = 'ServerStartError';
    this.code = code;
    this.remedy = remedy;
  }
}
