import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseForm } from './jsv.ts';
import { isMembers, type Members } from './members.ts';
import type { Reply } from './reply.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** A whole number too long for a JavaScript number, as the 64-bit hash of a record can be. */
const LONG_NUMBER = /[:[,\s]-?\d{16,}/;

/** Why a body could not be read. */
export type BodyProblem = 'too-large' | 'malformed' | 'aborted';

/** Collects a request's body; an empty one is an empty object. Resolves to the problem instead of throwing. */
export async function readBody(request: IncomingMessage): Promise<Members | BodyProblem> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += (chunk as Buffer).length;
      if (size > MAX_BODY_BYTES) return 'too-large';
      chunks.push(chunk as Buffer);
    }
  } catch {
    return 'aborted';
  }
  const text = chunks.length === 1 ? (chunks[0]?.toString('utf8') ?? '') : Buffer.concat(chunks).toString('utf8');
  if (text.trim() === '') return {};
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return parseForm(text);
  return parseJson(text);
}

function parseJson(text: string): Members | BodyProblem {
  try {
    const value: unknown = LONG_NUMBER.test(text) ? JSON.parse(text, keepLongNumbers) : JSON.parse(text);
    return isMembers(value) ? value : 'malformed';
  } catch {
    return 'malformed';
  }
}

/** Numbers that a double cannot hold come through as bigint, digit for digit. */
function keepLongNumbers(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  const isLong = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isLong && context?.source && /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
}

/** Writes a reply; `assumed` flags what no public source shows. */
export function sendReply(response: ServerResponse, reply: Reply, assumed: boolean): void {
  if (response.destroyed || response.headersSent) return;
  const headers: Record<string, string | number | string[]> = {
    'Content-Length': Buffer.byteLength(reply.body),
    ...(reply.body !== '' && { 'Content-Type': reply.contentType ?? 'application/json; charset=utf-8' }),
    ...(assumed && { 'X-Assumed': '1' }),
    ...reply.headers,
  };
  response.writeHead(reply.status, headers);
  response.end(reply.body);
}
