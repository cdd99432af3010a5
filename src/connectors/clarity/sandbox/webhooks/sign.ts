import { createHmac } from 'node:crypto';

/** The headers of one attempt (Standard Webhooks): id, time of this attempt and one signature per live secret. */
export function signedHeaders(
  messageId: string,
  epochSeconds: number,
  body: string,
  secrets: readonly string[],
): Record<string, string> {
  const signed = `${messageId}.${epochSeconds}.${body}`;
  return {
    'content-type': 'application/json',
    'webhook-id': messageId,
    'webhook-timestamp': String(epochSeconds),
    'webhook-signature': secrets.map((secret) => signature(secret, signed)).join(' '),
  };
}

function signature(secret: string, signed: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}
