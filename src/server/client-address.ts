import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';

/**
 * Address of who sent the request. X-Forwarded-For counts only when a trusted proxy sent it, and then its last entry
 * that is no such proxy; everything before it can be made up.
 */
export function clientAddress(context: Context, trustedProxies: readonly string[]): string {
  const incoming = (context.env as { incoming?: IncomingMessage } | undefined)?.incoming;
  const peer = plain(incoming?.socket.remoteAddress ?? 'unknown');
  if (!trustedProxies.includes(peer)) return peer;
  const hops = (context.req.header('x-forwarded-for') ?? '').split(',').map((hop) => plain(hop.trim()));
  return hops.findLast((hop) => hop !== '' && !trustedProxies.includes(hop)) ?? peer;
}

const plain = (address: string): string => address.replace(/^::ffff:/, '');
