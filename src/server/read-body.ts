import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';

/** Bytes of a body that is taken in, unless a route says otherwise. */
export const BODY_LIMIT_BYTES = 1_000_000;

/** Of a body that is too large this much is read off and dropped, for so long, so that its sender hears the answer. */
const DROPPED_BYTES = 64_000_000;
const DROPPING_MS = 5_000;

/** What reading a body ended in. `broken`: the sender went away or sent less than it had announced. */
export type ReadBody = { readonly bytes: Uint8Array } | { readonly fault: 'too-large' | 'broken' };

/** Reads the raw body and stops at the limit. Takes the socket's stream where there is one: it is the fastest way. */
export async function readBody(context: Context, limitBytes: number = BODY_LIMIT_BYTES): Promise<ReadBody> {
  const announced = announcedLength(context);
  const incoming = (context.env as { incoming?: IncomingMessage } | undefined)?.incoming;
  if (announced !== undefined && announced > limitBytes) {
    if (incoming !== undefined) await drop(incoming);
    return { fault: 'too-large' };
  }
  if (incoming !== undefined) return await readIncoming(incoming, limitBytes);
  const { body } = context.req.raw;
  return body === null ? { bytes: new Uint8Array() } : await readStream(body, limitBytes);
}

/** The announced size of the body in bytes, if it is one. */
export function announcedLength(context: Context): number | undefined {
  const text = context.req.header('content-length');
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function readIncoming(incoming: IncomingMessage, limitBytes: number): Promise<ReadBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (result: ReadBody): void => {
      incoming.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
      resolve(result);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limitBytes) {
        settle({ fault: 'too-large' });
        void drop(incoming);
      } else {
        chunks.push(chunk);
      }
    };
    const onEnd = (): void => settle({ bytes: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) });
    const onBroken = (): void => settle({ fault: 'broken' });
    if (incoming.readableEnded) return resolve({ bytes: new Uint8Array() });
    if (incoming.destroyed) return resolve({ fault: 'broken' });
    incoming.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
  });
}

/** A sender that is cut off while it writes sees a broken connection instead of the answer (RFC 9112, section 9.6). */
function drop(incoming: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    if (incoming.readableEnded || incoming.destroyed) return resolve();
    let size = 0;
    const settle = (): void => {
      clearTimeout(timer);
      incoming.off('data', onData).off('end', settle).off('error', settle).off('close', settle);
      resolve();
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > DROPPED_BYTES) settle();
    };
    const timer = setTimeout(settle, DROPPING_MS);
    incoming.on('data', onData).on('end', settle).on('error', settle).on('close', settle);
  });
}

async function readStream(stream: ReadableStream<Uint8Array>, limitBytes: number): Promise<ReadBody> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.byteLength;
      if (size > limitBytes) return { fault: 'too-large' };
      chunks.push(chunk);
    }
  } catch {
    return { fault: 'broken' };
  }
  return { bytes: Buffer.concat(chunks) };
}
