import type { ConnectionClient, ConnectionConfig } from '../kit/connector.ts';
import { HttpClient } from '../kit/http.ts';
import { redactorFor } from '../kit/redact.ts';
import { TokenHolder } from '../kit/token.ts';
import { clientCredentialsGrant, type Grant, passwordGrant, type TokenEndpoint } from '../kit/token-grants.ts';
import { M3Client } from './client.ts';
import { type M3Settings, readM3Settings } from './setup/settings.ts';

/** Opens a connection. Nothing is sent before the first call; each connection has its own sockets and token. */
export function openM3Connection({ name, settings: stored, secrets }: ConnectionConfig): ConnectionClient {
  const settings = readM3Settings(stored);
  const { allowInsecure, allowPrivateNetwork, concurrency, ca } = settings;
  const http = new HttpClient({
    connection: name,
    connections: concurrency,
    allowInsecure,
    allowPrivateNetwork,
    ...(ca ? { ca } : {}),
  });
  const holder: { tokens?: TokenHolder } = {};
  const redact = redactorFor(() => [...Object.values(secrets), ...(holder.tokens?.secrets() ?? [])]);
  const tokens = new TokenHolder(grantOf(settings, secrets, { http, redact }));
  holder.tokens = tokens;
  return new M3Client({ settings, http, tokens, redact });
}

function grantOf(
  { tokenUrl, clientId, clientAuthentication, scope, grant, readTimeoutMs }: M3Settings,
  secrets: Readonly<Record<string, string>>,
  parts: Pick<TokenEndpoint, 'http' | 'redact'>,
): Grant {
  const endpoint: TokenEndpoint = {
    ...parts,
    url: tokenUrl,
    clientId,
    clientSecret: secrets['clientSecret'] ?? '',
    clientAuthentication,
    deadlineMs: readTimeoutMs,
    ...(scope ? { scope } : {}),
  };
  if (grant === 'client_credentials') return clientCredentialsGrant(endpoint);
  return passwordGrant(endpoint, secrets['accountKey'] ?? '', secrets['accountSecret'] ?? '');
}
