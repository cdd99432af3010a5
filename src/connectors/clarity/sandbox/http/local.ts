import type { IncomingMessage } from 'node:http';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const LOCAL_NAMES = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Does the call come from this machine and not from a page of another site? Looks at the peer's address, at the host
 * asked for (a foreign name that resolves to this machine is refused) and at the origin of the page.
 */
export function isLocalCall(request: IncomingMessage): boolean {
  const host = request.headers.host ?? '';
  return LOOPBACK.has(request.socket.remoteAddress ?? '') && LOCAL_NAMES.test(host) && isSameOrigin(request);
}

/** A request without an origin (no browser) or with the one it is sent to. */
export function isSameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
