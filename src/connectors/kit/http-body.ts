import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

/** Why the bytes of an answer cannot be used. */
export type BodyFault = 'reply-too-large' | 'reply-not-text' | 'reply-encoding-unknown';

const UNPACKERS: Readonly<Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** Undoes a content encoding. The cap counts the unpacked bytes, so a small bomb stays small. */
export async function unpackBody(
  bytes: Buffer,
  encoding: string,
  maxBytes: number,
): Promise<Buffer | { readonly fault: BodyFault }> {
  const unpack = UNPACKERS[encoding.trim().toLowerCase()];
  if (!unpack) return { fault: 'reply-encoding-unknown' };
  try {
    return await unpack(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    const tooLarge = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    return { fault: tooLarge ? 'reply-too-large' : 'reply-encoding-unknown' };
  }
}

/**
 * Turns bytes into text, strictly: they must be valid UTF-8, and another declared charset is only believed when the
 * bytes are plain ASCII. A byte order mark is dropped. Wrong bytes give a fault, never replacement characters.
 */
export function decodeText(bytes: Buffer, contentType: string): string | { readonly fault: BodyFault } {
  if (!isUtf8(bytes)) return { fault: 'reply-not-text' };
  const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
  const isUnicode = charset === 'utf-8' || charset === 'utf8';
  if (!isUnicode && bytes.some((byte) => byte > 0x7f)) return { fault: 'reply-not-text' };
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
