import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const CREDENTIALS = z.object({
  userName: z.string(),
  password: z.string(),
  apiKey: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
});

/** What the integration logs in with: user and password, or one of the two assumed kinds. */
export type StoreCredentials = z.infer<typeof CREDENTIALS>;

const FILE_NAME = 'credentials.json';

/**
 * Reads the credentials kept in the folder, or makes random ones and keeps them there, readable by the owner only.
 * Without a folder they live as long as the process. Throws when the kept file is damaged.
 */
export function loadCredentials(folder: string | undefined): StoreCredentials {
  if (folder === undefined) return makeCredentials();
  const path = join(folder, FILE_NAME);
  if (existsSync(path)) return CREDENTIALS.parse(JSON.parse(readFileSync(path, 'utf8')));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const credentials = makeCredentials();
  writeFileSync(path, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
  return credentials;
}

function makeCredentials(): StoreCredentials {
  return {
    userName: 'connect@store.test',
    password: randomBytes(18).toString('base64url'),
    apiKey: `ck_${randomBytes(24).toString('base64url')}`,
    clientId: `store-${randomBytes(6).toString('hex')}`,
    clientSecret: randomBytes(24).toString('base64url'),
  };
}
