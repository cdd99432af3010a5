import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Tenant id of the sandbox; first part of every gateway path. */
export const TENANT = 'NORTHERN_TST';

/** The name of the M3 application suite in the gateway. */
export const SUITE = 'M3';

/** What a client needs to sign in; random, made once. */
export interface SandboxSecrets {
  clientId: string;
  clientSecret: string;
  /** Service account access key and secret key. */
  serviceKey: string;
  serviceSecret: string;
}

/** The secrets kept in the data folder (mode 0600); made at first start. Without a folder they last as long as the process. */
export function loadSecrets(dataFolder: string | undefined): SandboxSecrets {
  if (dataFolder === undefined) return newSecrets();
  const path = join(dataFolder, 'secrets.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as SandboxSecrets;
  const secrets = newSecrets();
  writeFileSync(path, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  chmodSync(path, 0o600);
  return secrets;
}

function newSecrets(): SandboxSecrets {
  const word = (bytes: number): string => randomBytes(bytes).toString('base64url');
  return {
    clientId: `${TENANT}~${word(24)}`,
    clientSecret: word(48),
    serviceKey: `${TENANT}#${word(36)}`,
    serviceSecret: word(48),
  };
}

/**
 * The content of the `.ionapi` file an M3 administrator would hand over, pointing at the sandbox.
 * @param url base of the sandbox without a slash at the end
 */
export function ionapiFile(secrets: SandboxSecrets, url: string): Record<string, string> {
  return {
    ti: TENANT,
    cn: 'Landbridge sandbox client',
    dt: '12',
    ci: secrets.clientId,
    cs: secrets.clientSecret,
    iu: url,
    pu: `${url}/as/`,
    oa: 'authorization.oauth2',
    ot: 'token.oauth2',
    or: 'revoke_token.oauth2',
    ev: 'U1478650632',
    v: '1.0',
    saak: secrets.serviceKey,
    sask: secrets.serviceSecret,
  };
}
