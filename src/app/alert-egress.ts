import { HttpClient } from '../connectors/kit/http.ts';
import { parseRetryAfter } from '../connectors/kit/retry-after.ts';
import { sendMail } from '../monitor/alerting/mail.ts';
import type { Post, SendDeps } from '../monitor/alerting/send.ts';

/** Time that a receiver gets for one message; Standard Webhooks names 15 to 30 seconds. */
const DEADLINE_MS = 15_000;

/** How alert messages leave the product: HTTP by the one egress client, mail by SMTP. */
export function alertEgress(now: () => number): SendDeps {
  return { post: createPost('alerts', now), sendMail, now };
}

/** POST requests by the one egress client, counted under `name`. */
export function createPost(name: string, now: () => number): Post {
  const guarded = clientFor(name, false);
  const own = clientFor(name, true);
  return async ({ url, headers, body, allowPrivateNetwork }) => {
    const { origin, pathname, search } = new URL(url);
    const client = allowPrivateNetwork ? own : guarded;
    const path = `${pathname}${search}`;
    const request = { label: name, method: 'POST', origin, path, headers, body, deadlineMs: DEADLINE_MS } as const;
    const result = await client.exchange({ ...request, maxBytes: 64 * 1024 });
    if (result.reached !== 'answered') return { fault: `No answer (${result.reason}): ${result.detail}` };
    const asked = result.headers['retry-after'];
    const retryAfterMs = parseRetryAfter(Array.isArray(asked) ? asked[0] : asked, now());
    return { status: result.status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  };
}

function clientFor(connection: string, allowPrivateNetwork: boolean): HttpClient {
  const policy = { allowInsecure: allowPrivateNetwork, allowPrivateNetwork };
  return new HttpClient({ connection, connections: 4, ...policy });
}
