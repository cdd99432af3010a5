import { constants } from 'node:fs';
import { type FileHandle, link, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ServerStartError } from '../errors.ts';
import { hashToken, newToken, tokenCheck } from './tokens.ts';

/** Where commands on the same machine find their token, inside the data folder. */
export const OPERATOR_TOKEN_FILE = 'operator.token';
/** What signs the cookies, inside the data folder, unless it is given otherwise. */
export const SIGN_IN_SECRET_FILE = 'sign-in.key';

const TOKEN = /^[\w-]{43}$/;

/**
 * Makes sure that the data folder has an operator token that only its owner can read, and answers the check of bearer
 * tokens against it; the token itself is not kept in memory. An existing token stays, so that scripts survive a restart.
 * @throws ServerStartError `server.secret-file`.
 */
export async function prepareOperatorToken(
  dataFolder: string,
): Promise<{ readonly file: string; readonly check: (token: string) => boolean }> {
  const file = join(dataFolder, OPERATOR_TOKEN_FILE);
  return { file, check: tokenCheck(hashToken(await readOrCreate(file))) };
}

/**
 * The secret that signs cookies, made at the first start. Processes that share a database must share the file.
 * @throws ServerStartError `server.secret-file`.
 */
export function prepareSignInSecret(dataFolder: string): Promise<string> {
  return readOrCreate(join(dataFolder, SIGN_IN_SECRET_FILE));
}

/** Reads a token file. For commands. @throws the error of the file system. */
export async function readOperatorToken(dataFolder: string): Promise<string> {
  const handle = await open(join(dataFolder, OPERATOR_TOKEN_FILE), 'r');
  try {
    return (await handle.readFile('utf8')).trim();
  } finally {
    await handle.close();
  }
}

async function readOrCreate(file: string): Promise<string> {
  try {
    const known = await readPrivate(file);
    if (known !== undefined) return known;
    return await create(file, newToken());
  } catch (error) {
    if (error instanceof ServerStartError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'EEXIST') return await readOrCreate(file);
    throw new ServerStartError('server.secret-file', `${file} cannot be used (${code}).`);
  }
}

/** Written aside and then linked into place: of two starters one makes it, and nobody ever reads half of it. */
async function create(file: string, token: string): Promise<string> {
  const aside = `${file}.${process.pid}.${newToken().slice(0, 8)}`;
  const handle = await open(aside, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
  try {
    await handle.writeFile(`${token}\n`);
    await handle.sync();
    await link(aside, file);
    return token;
  } finally {
    await handle.close();
    await unlink(aside);
  }
}

async function readPrivate(file: string): Promise<string | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { mode } = await handle.stat();
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new ServerStartError(
        'server.secret-file',
        `${file} can be read by others (mode ${(mode & 0o777).toString(8)}).`,
      );
    }
    const text = (await handle.readFile('utf8')).trim();
    if (TOKEN.test(text)) return text;
    // Somebody emptied or overwrote it.
    await unlink(file);
    return undefined;
  } finally {
    await handle.close();
  }
}
