import type { IncomingMessage } from 'node:http';

/** The largest body the gateway buffers. */
const LIMIT_BYTES = 10 * 1024 * 1024;

/** Reads a request body as UTF-8; undefined when it is larger than the gateway takes or was cut off. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LIMIT_BYTES) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}
