import { argon2, type Argon2Parameters, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** OWASP's floor for argon2id; some 40 ms and 19 MiB each on a small machine. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const HASH_BYTES = 32;
/** More at the same time would let a flood of sign-ins eat the memory. */
const AT_ONCE = 4;

const derive = promisify<'argon2id', Argon2Parameters, Buffer>(argon2);

/** Hashes a password for keeping, in the usual text form of argon2 with its parameters. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await guarded(() => deriveKey(password, salt, MEMORY_KIB, PASSES, HASH_BYTES));
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${encode(salt)}$${encode(hash)}`;
}

/** Whether a password fits its hash. A hash that cannot be read fits nothing. Compares in constant time. */
export async function verifyPassword({ password, hash }: { password: string; hash: string }): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([\w+/]+)\$([\w+/]+)$/.exec(hash);
  if (parts === null) return false;
  const [, memory, passes, salt = '', expected = ''] = parts;
  const wanted = Buffer.from(expected, 'base64');
  const found = await guarded(() =>
    deriveKey(password, Buffer.from(salt, 'base64'), Number(memory), Number(passes), wanted.length),
  );
  return timingSafeEqual(found, wanted);
}

function deriveKey(password: string, nonce: Buffer, memory: number, passes: number, length: number): Promise<Buffer> {
  // One way to write each character: people type the same password on different keyboards.
  const message = Buffer.from(password.normalize('NFKC'));
  return derive('argon2id', { message, nonce, memory, passes, parallelism: 1, tagLength: length });
}

let running = 0;
const waiting: (() => void)[] = [];

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

const encode = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

const COMMON = [
  'password',
  'passwort',
  'qwertyuiop',
  'qwertzuiop',
  'letmein',
  'welcome',
  'landbridge',
  'administrator',
];

/**
 * Why a password is too easy to guess, in words, or undefined when it will do. Length is checked by the API; there are
 * no rules about kinds of characters beyond that.
 */
export function findPasswordFault(password: string, about: { readonly email?: string }): string | undefined {
  const plain = password.normalize('NFKC').toLowerCase();
  if (new Set(plain).size < 5) return 'It uses too few different characters.';
  if (isSequence(plain)) return 'It is a row of neighbouring characters.';
  const account = about.email?.split('@')[0]?.toLowerCase() ?? '';
  if (account.length >= 4 && plain.replaceAll(account, '').length < 8)
    return 'It is little more than the e-mail address.';
  const rest = COMMON.reduce((text, word) => text.replaceAll(word, ''), plain);
  if (rest.length < 6) return 'It is a word that everybody tries first.';
  return undefined;
}

function isSequence(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  const usual = steps.filter((step) => step === 1 || step === -1 || step === 0).length;
  return usual > steps.length * 0.7;
}
