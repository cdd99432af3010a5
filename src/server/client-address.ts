import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { Context } from 'hono';

/** Whether an address is one of our own proxies. */
export type IsProxy = (address: string) => boolean;

/** @param proxies IP addresses, and networks such as `10.0.0.0/8`, as the configuration has checked them. */
export function proxiesOf(proxies: readonly string[]): IsProxy {
  const known = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    const family = familyOf(address);
    if (bits === undefined) known.addAddress(address, family);
    else known.addSubnet(address, Number(bits), family);
  }
  return (address) => isIP(address) !== 0 && known.check(address, familyOf(address));
}

/**
 * Address of who sent the request. X-Forwarded-For counts only when a trusted proxy sent it, and then its last entry
 * that is no such proxy; everything before it can be made up.
 */
export function clientAddress(context: Context, isProxy: IsProxy): string {
  const incoming = (context.env as { incoming?: IncomingMessage } | undefined)?.incoming;
  const peer = plain(incoming?.socket.remoteAddress ?? 'unknown');
  if (!isProxy(peer)) return peer;
  const hops = (context.req.header('x-forwarded-for') ?? '').split(',').map((hop) => plain(hop.trim()));
  const sender = hops.findLast((hop) => !isProxy(hop)) ?? '';
  return isIP(sender) === 0 ? peer : sender;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** Without the port that some proxies add, and without the IPv6 form of an IPv4 address. */
function plain(address: string): string {
  const host = /^\[([^\]]+)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;
  return host.replace(/^::ffff:/i, '');
}
