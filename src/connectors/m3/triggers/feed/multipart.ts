/** One part of a multipart body. */
export interface Part {
  /** From Content-Disposition; empty where there is none. */
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

const MOST_PARTS = 10;
const LONGEST_HEADERS = 8_192;

/**
 * Splits a multipart body (RFC 2046) without copying its parts; undefined when it is none, is cut off, or has more
 * parts than any message of ION.
 */
export function readMultipart(contentType: string, body: Uint8Array): readonly Part[] | undefined {
  const [, quoted, plain] =
    /^multipart\/[\w.+-]+\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return undefined;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const opening = Buffer.from(`--${boundary}`);
  const between = Buffer.from(`\r\n--${boundary}`);
  let at = bytes.indexOf(opening);
  if (at === -1) return undefined;
  at += opening.length;
  const parts: Part[] = [];
  while (parts.length <= MOST_PARTS) {
    if (bytes.toString('latin1', at, at + 2) === '--') return parts;
    const start = bytes.indexOf('\r\n', at);
    const end = start === -1 ? -1 : bytes.indexOf(between, start);
    if (end === -1) return undefined;
    const part = readPart(bytes.subarray(start, end));
    if (!part) return undefined;
    parts.push(part);
    at = end + between.length;
  }
  return undefined;
}

/** A part with the line break before its headers. */
function readPart(bytes: Buffer): Part | undefined {
  const gap = bytes.subarray(0, LONGEST_HEADERS).indexOf('\r\n\r\n');
  if (gap === -1) return undefined;
  const headers = bytes.toString('utf8', 0, gap);
  const disposition = /^content-disposition\s*:(.*)$/im.exec(headers)?.[1] ?? '';
  return {
    name: /[;\s]name="?([^";]*)"?/i.exec(disposition)?.[1]?.trim() ?? '',
    contentType: /^content-type\s*:(.*)$/im.exec(headers)?.[1]?.trim() ?? '',
    bytes: bytes.subarray(gap + 4),
  };
}
