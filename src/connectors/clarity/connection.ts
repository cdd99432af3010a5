import type { ConnectionConfig } from '../kit/connector.ts';
import { HttpClient } from '../kit/http.ts';
import { redactorFor } from '../kit/redact.ts';
import { ClarityClient } from './client.ts';
import { cef } from './dialects/cef/dialect.ts';
import type { Dialect, DialectName } from './dialects/dialect.ts';
import { phoenix } from './dialects/phoenix/dialect.ts';
import { type Login, loginOf } from './login.ts';
import { readClaritySettings, webhookSecrets } from './setup/settings.ts';

const DIALECTS: Readonly<Record<DialectName, Dialect>> = { cef, phoenix };

/** Opens a connection. Nothing is sent before the first call; each connection has its own sockets and login. */
export function openClarityConnection({ name, settings: stored, secrets }: ConnectionConfig): ClarityClient {
  const settings = readClaritySettings(stored);
  const { allowInsecure, allowPrivateNetwork, concurrency, ca, dialect } = settings;
  const http = new HttpClient({
    connection: name,
    connections: concurrency,
    allowInsecure,
    allowPrivateNetwork,
    ...(ca === '' ? {} : { ca }),
  });
  const held: { login?: Login } = {};
  const own = [...Object.values(secrets), ...webhookSecrets(secrets)];
  const redact = redactorFor(() => [...own, ...(held.login?.secrets() ?? [])]);
  const login = loginOf({ settings, secrets, http, redact });
  held.login = login;
  return new ClarityClient({ settings, secrets, dialect: DIALECTS[dialect], http, login, redact });
}
