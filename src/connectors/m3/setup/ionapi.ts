import type { Failure } from '../../../core/failure.ts';
import type { JsonObject } from '../../../core/json.ts';
import { connectionFailure } from '../../kit/errors.ts';
import { isLoopback } from './settings.ts';

/** Keys of an `.ionapi` file that this connector needs, with the words an M3 administrator knows them by. */
const NEEDED: Readonly<Record<string, string>> = {
  ti: 'the tenant',
  ci: 'the client id',
  cs: 'the client secret',
  iu: 'the address of the gateway',
  pu: 'the address of the login server',
  ot: 'the token path',
};

const SERVICE_ACCOUNT: Readonly<Record<string, string>> = {
  saak: 'the access key of the service account',
  sask: 'the secret key of the service account',
};

/**
 * Reads the `.ionapi` file that an M3 administrator downloads from the ION API Gateway, into settings and secrets.
 * The service account is required: without it nobody but a person at a browser can sign in.
 */
export function importIonapi(text: string): { settings: JsonObject; secrets: Record<string, string> } | Failure {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return broken('The file is not JSON. Upload the .ionapi file as it was downloaded.');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return broken('The file is JSON, but not an .ionapi file.');
  }
  const file = parsed as Readonly<Record<string, unknown>>;
  const value = (key: string): string => (typeof file[key] === 'string' ? file[key].trim() : '');
  const missing = Object.keys(NEEDED).filter((key) => value(key) === '');
  if (missing.length > 0) {
    return broken(`The file lacks ${missing.map((key) => `${key} (${NEEDED[key]})`).join(', ')}.`);
  }
  const noAccount = Object.keys(SERVICE_ACCOUNT).filter((key) => value(key) === '');
  if (noAccount.length > 0) {
    return broken(
      `The file has no ${noAccount.map((key) => `${key} (${SERVICE_ACCOUNT[key]})`).join(' and no ')}.`,
      'Download the credentials of a Backend Service app again, and choose to create a service account.',
    );
  }
  const gatewayUrl = value('iu').replace(/\/+$/, '');
  const tokenUrl = `${value('pu').replace(/\/*$/, '/')}${value('ot').replace(/^\/+/, '')}`;
  for (const [key, address] of [
    ['iu', gatewayUrl],
    ['pu', tokenUrl],
  ] as const) {
    const url = URL.parse(address);
    if (!url || !/^https?:$/.test(url.protocol))
      return broken(`${key} (${NEEDED[key]}) is not an address: ${address}.`);
    if (url.protocol === 'http:' && !isLoopback(address)) return broken(`${key} (${NEEDED[key]}) is not https.`);
  }
  const onThisMachine = isLoopback(gatewayUrl) && isLoopback(tokenUrl);
  return {
    settings: {
      gatewayUrl,
      tenantId: value('ti'),
      tokenUrl,
      clientId: value('ci'),
      grant: 'password',
      ...(onThisMachine ? { allowInsecure: true, allowPrivateNetwork: true, sandbox: true } : {}),
    },
    secrets: { clientSecret: value('cs'), accountKey: value('saak'), accountSecret: value('sask') },
  };
}

function broken(message: string, remedy = 'Ask the M3 administrator for the file of a Backend Service app.'): Failure {
  return connectionFailure('connection.setting-invalid', { message, remedy, field: 'ionapi' });
}
