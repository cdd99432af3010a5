import type { IncomingMessage } from 'node:http';
import type { SandboxSecrets } from '../secrets.ts';
import type { SandboxSettings } from '../settings.ts';
import { jsonReply, type Reply, textError } from './reply.ts';
import { sameSecret, type TokenBook } from './tokens.ts';

export interface AuthorizationServer {
  secrets: SandboxSecrets;
  settings: SandboxSettings;
  tokens: TokenBook;
  /** Called for each token given. */
  onToken(): void;
}

/** `POST token.oauth2`: password grant with the service account keys, others by switch (RFC 6749). */
export function answerToken(server: AuthorizationServer, request: IncomingMessage, body: string): Reply {
  const form = new URLSearchParams(body);
  if (!isForm(request)) return oauthError(400, 'invalid_request', 'The body must be form-encoded');
  const { settings, secrets, tokens } = server;
  if (!knowsClient(server, request, form)) return oauthError(401, 'invalid_client', 'Client authentication failed');
  const grant = form.get('grant_type');
  if (grant === 'password') {
    const known =
      sameSecret(form.get('username') ?? '', secrets.serviceKey) &&
      sameSecret(form.get('password') ?? '', secrets.serviceSecret);
    return known ? give(server) : oauthError(400, 'invalid_grant', 'The service account keys are not valid');
  }
  if (grant === 'client_credentials' && settings.allowClientCredentials) return give(server);
  if (grant === 'refresh_token' && settings.allowRefresh) {
    const accessToken = tokens.refresh(form.get('refresh_token') ?? '', settings.tokenLifeSeconds);
    if (accessToken === undefined) return oauthError(400, 'invalid_grant', 'The refresh token is not valid');
    server.onToken();
    return tokenReply(server, { accessToken });
  }
  return oauthError(400, 'unsupported_grant_type', 'This grant type is not allowed for the client');
}

/** `POST revoke_token.oauth2` (RFC 7009): an unknown token is fine too. */
export function answerRevoke(server: AuthorizationServer, request: IncomingMessage, body: string): Reply {
  const form = new URLSearchParams(body);
  if (!knowsClient(server, request, form)) return oauthError(401, 'invalid_client', 'Client authentication failed');
  server.tokens.revoke(form.get('token') ?? '');
  return textError(200, '');
}

function give(server: AuthorizationServer): Reply {
  const { settings, tokens } = server;
  server.onToken();
  return tokenReply(server, tokens.issue(settings.tokenLifeSeconds, settings.allowRefresh));
}

function tokenReply(
  { settings }: AuthorizationServer,
  { accessToken, refreshToken }: { accessToken: string; refreshToken?: string },
): Reply {
  const body = {
    access_token: accessToken,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    token_type: 'Bearer',
    expires_in: settings.tokenLifeSeconds,
  };
  return jsonReply(body, 200, { 'cache-control': 'no-store', pragma: 'no-cache' });
}

function isForm(request: IncomingMessage): boolean {
  return (request.headers['content-type'] ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded');
}

function knowsClient(
  { secrets, settings }: AuthorizationServer,
  request: IncomingMessage,
  form: URLSearchParams,
): boolean {
  if (!settings.clientEnabled) return false;
  const [id, secret] = basicCredentials(request) ?? [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
  return id === secrets.clientId && sameSecret(secret, secrets.clientSecret);
}

/** Id and secret of a Basic header, form-decoded as RFC 6749 section 2.3.1 wants; raw values work too. */
function basicCredentials(request: IncomingMessage): [string, string] | undefined {
  const match = /^Basic (.+)$/i.exec(request.headers.authorization ?? '');
  if (!match) return undefined;
  const text = Buffer.from(match[1] ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  return [decoded(text.slice(0, colon)), decoded(text.slice(colon + 1))];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function oauthError(status: number, error: string, description: string): Reply {
  const headers: Record<string, string> = { 'cache-control': 'no-store' };
  if (status === 401) headers['www-authenticate'] = 'Basic realm="authorization server"';
  return jsonReply({ error, error_description: description }, status, headers);
}
