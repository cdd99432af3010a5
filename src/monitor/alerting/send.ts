import { Webhook } from 'standardwebhooks';
import type { AlertMessage } from '../../core/alert/tell.ts';
import type { OpenChannel } from '../../engine/alert-ports.ts';
import { mailBody, slackBody, teamsBody, webhookBody } from './channel-body.ts';

/** How one try went. `retry`: worth another one, after the pause that was asked for. */
export type SendResult =
  | { readonly ok: true; readonly message: string }
  | { readonly ok: false; readonly message: string; readonly retry: boolean; readonly retryAfterMs?: number };

/** One POST through the product's one way out; never throws for what the other side does. */
export type Post = (request: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly allowPrivateNetwork: boolean;
}) => Promise<{ readonly status: number; readonly retryAfterMs?: number } | { readonly fault: string }>;

/** One mail; never throws for what the server does. `permanent`: the server will say the same again. */
export type SendMail = (
  server: OpenChannel,
  mail: { readonly id: string; readonly subject: string; readonly text: string },
) => Promise<{ readonly accepted: string } | { readonly fault: string; readonly permanent: boolean }>;

export interface SendDeps {
  readonly post: Post;
  readonly sendMail: SendMail;
  readonly now: () => number;
}

/** Sends a message over a channel, once. A repeat carries the same id, so a receiver can tell. */
export async function send(deps: SendDeps, channel: OpenChannel, message: AlertMessage): Promise<SendResult> {
  if (channel.kind === 'email') return await mail(deps, channel, message);
  const { kind, secrets, settings } = channel;
  const url = String(kind === 'webhook' ? settings['url'] : secrets['url']);
  const sentAt = deps.now();
  const body = JSON.stringify(
    kind === 'slack' ? slackBody(message) : kind === 'teams' ? teamsBody(message) : webhookBody(message, sentAt),
  );
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (kind === 'webhook') Object.assign(headers, signed(secrets['secret'] ?? '', message.id, sentAt, body));
  const answer = await deps.post({ url, headers, body, allowPrivateNetwork: settings['allowPrivateNetwork'] === true });
  if ('fault' in answer) return { ok: false, message: answer.fault, retry: true };
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return { ok: true, message: `Taken with HTTP ${status}.` };
  // What is wrong with the request stays wrong; a limit, a time-out and a fault over there may pass.
  const retry = status === 408 || status === 425 || status === 429 || status >= 500;
  const pause = retryAfterMs === undefined ? {} : { retryAfterMs };
  return { ok: false, message: `Refused with HTTP ${status}.`, retry, ...pause };
}

/** Headers of Standard Webhooks 1.0.0; the time is that of this try. */
function signed(secret: string, id: string, sentAt: number, body: string): Record<string, string> {
  const signature = new Webhook(secret).sign(id, new Date(sentAt), body);
  return { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(sentAt / 1_000)), 'webhook-signature': signature };
}

async function mail(deps: SendDeps, channel: OpenChannel, message: AlertMessage): Promise<SendResult> {
  const answer = await deps.sendMail(channel, { id: message.id, ...mailBody(message) });
  if ('accepted' in answer) return { ok: true, message: answer.accepted };
  return { ok: false, message: answer.fault, retry: !answer.permanent };
}
