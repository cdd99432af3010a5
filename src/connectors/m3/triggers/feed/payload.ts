import { promisify } from 'node:util';
import { inflate, inflateRaw } from 'node:zlib';

const unpack = promisify(inflate);
const unpackRaw = promisify(inflateRaw);

/** Largest BOD that is read, in bytes after unpacking. */
export const BOD_BYTES = 10_000_000;

export type Unpacked = { readonly text: string } | { readonly fault: 'too-large' | 'unreadable'; readonly why: string };

/**
 * The text of a document as IMS carries it: plain, or deflated, with base64 around it in JSON. Unpacking stops at
 * {@link BOD_BYTES}, so that a bomb costs no more than a real document (S16), and bytes that are no text of the named
 * character set are refused instead of guessed (N20).
 */
export async function unpackDocument(bytes: Uint8Array, encoding: string, characterSet: string): Promise<Unpacked> {
  const packed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let plain = packed;
  if (encoding.toUpperCase() === 'DEFLATE') {
    const source = isBase64(packed) ? Buffer.from(packed.toString('latin1'), 'base64') : packed;
    const options = { maxOutputLength: BOD_BYTES };
    try {
      // Java's Deflater writes a zlib head by default and leaves it out on request.
      plain = (source[0] ?? 0) % 16 === 8 ? await unpack(source, options) : await unpackRaw(source, options);
    } catch (error) {
      const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
      return tooLarge
        ? { fault: 'too-large', why: 'the document is larger than it may be once it is unpacked' }
        : { fault: 'unreadable', why: 'the document is not deflated as it says' };
    }
  } else if (encoding !== '' && encoding.toUpperCase() !== 'NONE') {
    return { fault: 'unreadable', why: `the encoding ${encoding.slice(0, 40)} is neither NONE nor DEFLATE` };
  }
  if (plain.byteLength > BOD_BYTES) return { fault: 'too-large', why: 'the document is larger than it may be' };
  return decode(plain, characterSet);
}

function isBase64(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, 64);
  return /^[A-Za-z0-9+/=\r\n]+$/.test(start) && /^[A-Za-z0-9+/=\r\n]*$/.test(bytes.toString('latin1', -64));
}

function decode(bytes: Buffer, characterSet: string): Unpacked {
  const [first, second] = bytes;
  const marked = first === 0xfe && second === 0xff ? 'utf-16be' : first === 0xff && second === 0xfe ? 'utf-16le' : '';
  try {
    return { text: new TextDecoder(marked || characterSet || 'utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { fault: 'unreadable', why: `the document is no text in ${(characterSet || 'UTF-8').slice(0, 40)}` };
  }
}
