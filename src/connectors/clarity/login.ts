import type { Failure } from '../../core/failure.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { connectionFailure } from '../kit/errors.ts';
import type { HttpClient, HttpResult } from '../kit/http.ts';
import { parseJsonText } from '../kit/json-text.ts';
import { answerEvidence, classifyExchange } from '../kit/outcome.ts';
import type { Redactor } from '../kit/redact.ts';
import { TokenHolder } from '../kit/token.ts';
import { clientCredentialsGrant, type Grant, judgeLife, type Token } from '../kit/token-grants.ts';
import { busyFailureOf } from './dialects/cef/reply.ts';
import { clarityFailure } from './errors.ts';
import type { ClaritySettings } from './setup/settings.ts';

/** How a connection logs in. One login is under way at a time; a session or token is renewed before its end. */
export interface Login {
  /** A session, token or key that can be used now, or why there is none. */
  credential(): Promise<string | Failure>;
  /** One to try once more with, after a call with `refused` was answered 401. */
  credentialAfterRefusal(refused: string): Promise<string | Failure>;
  /** The headers of a call. Never logged. */
  headersFor(credential: string): Readonly<Record<string, string>>;
  /** What has to be taken out of texts beside the connection's own secrets. */
  secrets(): readonly string[];
}

interface LoginParts {
  readonly settings: ClaritySettings;
  readonly secrets: Readonly<Record<string, string>>;
  readonly http: HttpClient;
  readonly redact: Redactor;
}

/** The login of one of the four kinds (docs/systems/clarity-ecommerce.md, "Credentials"). */
export function loginOf(parts: LoginParts): Login {
  const { settings, secrets } = parts;
  switch (settings.auth) {
    case 'api-key':
      return keyLogin(settings, secrets['apiKey'] ?? '');
    case 'oauth2-client-credentials':
      return tokenLogin(clientCredentials(parts), bearer);
    case 'jwt-password':
      return tokenLogin(jwtGrant(parts), bearer);
    case 'session':
      return tokenLogin(sessionGrant(parts), sessionOrBearer);
  }
}

function keyLogin({ apiKeyHeader, apiKeyPrefix }: ClaritySettings, key: string): Login {
  const missing = connectionFailure('connection.setting-invalid', {
    message: 'The API key of the connection is missing.',
    field: 'apiKey',
  });
  return {
    credential: async () => (key === '' ? missing : key),
    credentialAfterRefusal: async () => clarityFailure('clarity.login-refused'),
    headersFor: () => ({ [apiKeyHeader.toLowerCase()]: apiKeyPrefix === '' ? key : `${apiKeyPrefix} ${key}` }),
    secrets: () => [key],
  };
}

function tokenLogin(grant: Grant, headersFor: Login['headersFor']): Login {
  const holder = new TokenHolder(grant);
  return {
    credential: () => holder.bearer(),
    credentialAfterRefusal: (refused) => holder.bearerAfterRefusal(refused),
    headersFor,
    secrets: () => holder.secrets().map(withoutMark),
  };
}

/** Marks a credential as a token, for stores that answer a login with a token and no session. */
const TOKEN_MARK = 'token:';

const withoutMark = (credential: string): string =>
  credential.startsWith(TOKEN_MARK) ? credential.slice(TOKEN_MARK.length) : credential;

const bearer: Login['headersFor'] = (token) => ({ authorization: `Bearer ${token}` });

const sessionOrBearer: Login['headersFor'] = (credential) =>
  credential.startsWith(TOKEN_MARK) ? bearer(withoutMark(credential)) : { 'x-ss-pid': credential, 'x-ss-opt': 'perm' };

function clientCredentials({ settings, secrets, http, redact }: LoginParts): Grant {
  return clientCredentialsGrant({
    http,
    redact,
    url: settings.tokenUrl,
    clientId: settings.clientId,
    clientSecret: secrets['clientSecret'] ?? '',
    clientAuthentication: settings.clientAuthentication,
    deadlineMs: settings.callTimeoutSeconds * 1_000,
    ...(settings.scope === '' ? {} : { scope: settings.scope }),
  });
}

function sessionGrant(parts: LoginParts): Grant {
  const { loginProvider, username, sessionMinutes } = parts.settings;
  const body = { UserName: username, Password: parts.secrets['password'] ?? '', RememberMe: false };
  return passwordGrant(parts, `/auth/${encodeURIComponent(loginProvider)}`, body, (answer) => {
    const session = textAt(answer, 'SessionId');
    const token = textAt(answer, 'BearerToken');
    const value = session ?? (token === undefined ? undefined : TOKEN_MARK + token);
    return value === undefined ? undefined : { value, lifeSeconds: sessionMinutes * 60 };
  });
}

function jwtGrant(parts: LoginParts): Grant {
  const { settings, secrets } = parts;
  const body = {
    [settings.loginUserField]: settings.username,
    [settings.loginPasswordField]: secrets['password'] ?? '',
  };
  return passwordGrant(parts, settings.loginPath, body, (answer) => {
    const value = textAt(answer, settings.tokenField);
    const told = answer['expiresIn'] ?? answer['expires_in'];
    const lifeSeconds = told === undefined ? settings.sessionMinutes * 60 : judgeLife(told);
    return value === undefined ? undefined : { value, lifeSeconds };
  });
}

function passwordGrant(
  { settings, secrets, http, redact }: LoginParts,
  pathOrUrl: string,
  body: JsonObject,
  read: (answer: JsonObject) => Token | undefined,
): Grant {
  return async (signal) => {
    for (const [field, value] of [
      ['username', settings.username],
      ['password', secrets['password'] ?? ''],
    ] as const) {
      if (value !== '') continue;
      const message = `The ${field === 'username' ? 'user name' : 'password'} of the connection is missing.`;
      return connectionFailure('connection.setting-invalid', { message, field });
    }
    const url = URL.parse(/^https?:/i.test(pathOrUrl) ? pathOrUrl : settings.baseUrl + pathOrUrl);
    if (!url) {
      const message = 'The base URL of the connection is not an address.';
      return connectionFailure('connection.setting-invalid', { message, field: 'baseUrl' });
    }
    const result = await http.exchange({
      label: 'login',
      method: 'POST',
      origin: url.origin,
      path: url.pathname + url.search,
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        'content-type': 'application/json',
        ...(settings.referer === '' ? {} : { referer: settings.referer }),
      },
      body: JSON.stringify(body),
      deadlineMs: settings.callTimeoutSeconds * 1_000,
      maxBytes: 256 * 1_024,
      signal,
    });
    return readLogin(result, redact, read);
  };
}

/** Reads a login's answer. Pure but for the clock that Retry-After dates need. */
function readLogin(
  result: HttpResult,
  redact: Redactor,
  read: (answer: JsonObject) => Token | undefined,
): Token | Failure {
  const context = { effect: 'read', redact, now: Date.now() } as const;
  if (result.reached === 'answered' && (result.status === 401 || result.status === 403)) {
    return clarityFailure('clarity.login-refused', { evidence: answerEvidence(result, redact) });
  }
  // A busy database is said with 400, which would mean a refusal that a person has to look at.
  const said = result.reached === 'answered' && result.status >= 400 ? parseJsonText(result.body) : undefined;
  const busy = said && 'value' in said ? busyFailureOf(said.value) : undefined;
  if (busy) return busy;
  const early = classifyExchange(result, context);
  if (early?.failure) return early.failure;
  if (result.reached !== 'answered') return clarityFailure('clarity.not-the-api');
  const parsed = parseJsonText(result.body);
  const answer = 'value' in parsed ? asRecord(parsed.value) : undefined;
  const token = answer === undefined ? undefined : read(answer);
  if (token !== undefined) return token;
  const message =
    answer === undefined
      ? 'The login was answered by a web page instead of the store’s API.'
      : 'The login was answered without a session or token.';
  // The answer itself is not kept: it may hold a token under another name.
  return clarityFailure('clarity.not-the-api', { message, evidence: { step: 'login', status: result.status } });
}

function textAt(answer: JsonObject, path: string): string | undefined {
  let at: Json | undefined = answer;
  for (const part of path.split('.')) at = asRecord(at)?.[part];
  return typeof at === 'string' && at !== '' ? at : undefined;
}

function asRecord(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}
