import type { Failure } from '../../../../core/failure.ts';
import type { Delivery } from '../../../kit/connector.ts';
import { anySecretFits } from '../../../kit/fixed-secret.ts';
import { webhookFailure } from '../../../kit/standard-webhooks.ts';
import type { M3Settings } from '../../setup/settings.ts';

export type Sender =
  /** What is left of the path after the secret in it, if it is there. */
  { readonly path: string } | { readonly failure: Failure };

/**
 * Judges who sends, by the way the connection is set to: a header, a Basic or a bearer login, or a secret as the first
 * part of the path. Fails closed: without a secret in the connection nobody is let in.
 */
export function judgeSender(delivery: Delivery, settings: M3Settings, secrets: readonly string[]): Sender {
  const { path = '' } = delivery;
  if (secrets.length === 0) return { failure: noSecret };
  const { given, rest } = presented(delivery, settings, path);
  if (given === undefined) {
    const message = `The delivery does not say who sends it: expected ${EXPECTED[settings.feedLogin](settings)}.`;
    return { failure: webhookFailure('webhook.headers-missing', { message, remedy: REMEDY }) };
  }
  if (!anySecretFits(given, secrets))
    return { failure: webhookFailure('webhook.signature-wrong', { message: WRONG, remedy: REMEDY }) };
  return { path: rest };
}

const REMEDY = 'Compare what ION or CMS049 sends with the settings of the change feed in the connection.';
const WRONG = 'The secret of the delivery is not that of this connection.';

const noSecret = webhookFailure('webhook.no-secret', {
  message: 'The connection has no secret for the change feed, so no delivery can be trusted.',
  remedy: 'Enter a long random secret for the change feed in the connection, and the same in ION or CMS049.',
});

const EXPECTED: Readonly<Record<M3Settings['feedLogin'], (settings: M3Settings) => string>> = {
  header: ({ feedHeader }) => `the header ${feedHeader}`,
  basic: ({ feedUser }) => `Basic authorisation of the user ${feedUser}`,
  bearer: () => 'a bearer token in Authorization',
  path: () => 'the secret after the name of the connection in the address',
};

function presented(
  { headers }: Delivery,
  { feedLogin, feedHeader, feedUser }: M3Settings,
  path: string,
): { readonly given: string | undefined; readonly rest: string } {
  const authorization = headers['authorization'] ?? '';
  if (feedLogin === 'header') return { given: headers[feedHeader.toLowerCase()] || undefined, rest: path };
  if (feedLogin === 'bearer') return { given: /^bearer\s+(\S+)$/i.exec(authorization)?.[1], rest: path };
  if (feedLogin === 'path') {
    const [, secret = '', rest = ''] = /^\/([^/]+)(.*)$/s.exec(path) ?? [];
    return { given: decoded(secret) || undefined, rest };
  }
  const pair = Buffer.from(/^basic\s+(\S+)$/i.exec(authorization)?.[1] ?? '', 'base64').toString('utf8');
  const mark = pair.indexOf(':');
  const given = mark > 0 && pair.slice(0, mark) === feedUser ? pair.slice(mark + 1) : undefined;
  return { given: given || undefined, rest: path };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
