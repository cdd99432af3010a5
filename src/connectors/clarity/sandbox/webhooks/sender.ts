import { randomBytes } from 'node:crypto';
import { Pool } from 'undici';
import type { ChancePlan, WebhookFaultKind } from '../faults/store-faults.ts';
import type { EndpointRow, MessageRow } from '../state/rows.ts';
import type { StoreState } from '../state/store.ts';
import { liveSecrets, newSecret } from './endpoints.ts';
import { type Answer, verdictOf } from './schedule.ts';
import { signedHeaders } from './sign.ts';

const ATTEMPT_TIMEOUT_MS = 15_000;
const CONNECTIONS = 32;
const LATE_MS = 3_000;
/** A held-back message goes out after this even when no other follows. */
const HELD_BACK_MS = 1_000;

/** Sends messages and repeats them; each attempt is kept with its message. */
export class WebhookSender {
  readonly #state: StoreState;
  readonly #faults: ChancePlan<WebhookFaultKind>;
  readonly #pools = new Map<string, Pool>();
  readonly #timers = new Map<number, NodeJS.Timeout>();
  readonly #heldBack: MessageRow[] = [];
  /** Messages whose next attempt is signed wrongly on purpose. */
  readonly #badlySigned = new Set<number>();
  readonly #underWay = new Set<Promise<void>>();
  /** Epoch ms of the last delivery by endpoint. */
  readonly #deliveredAt = new Map<number, number>();
  #closed = false;

  constructor(state: StoreState, faults: ChancePlan<WebhookFaultKind>) {
    this.#state = state;
    this.#faults = faults;
  }

  /** Takes up what was pending when the store stopped. */
  resume(): void {
    for (const message of this.#state.messages.rows.values()) {
      if (message.state === 'pending') this.#schedule(message, Math.max(0, message.nextAt - Date.now()));
    }
  }

  /** Puts a message into the outbox and sends it, unless a fault says otherwise. */
  send(endpoint: EndpointRow, type: string, payload: string): MessageRow {
    const fault = this.#faults.draw(type);
    const message: MessageRow = this.#state.messages.put({
      ID: this.#state.messages.takeId(),
      messageId: `msg_${randomBytes(15).toString('base64url')}`,
      endpointId: endpoint.ID,
      type,
      payload,
      createdAt: new Date().toISOString(),
      state: fault === 'dropped' ? 'dropped' : 'pending',
      attempts: [],
      nextAt: Date.now(),
    });
    if (fault === 'dropped') return message;
    if (fault === 'bad-signature') this.#badlySigned.add(message.ID);
    if (fault === 'out-of-order') {
      this.#heldBack.push(message);
      this.#schedule(message, HELD_BACK_MS);
      return message;
    }
    this.#schedule(message, fault === 'late' ? LATE_MS : 0);
    if (fault === 'duplicate') this.#start(message);
    for (const held of this.#heldBack.splice(0)) this.#schedule(held, 5);
    return message;
  }

  /** Sends a message again by hand, whatever became of it. */
  resend(message: MessageRow): void {
    this.#state.messages.patch(message.ID, { state: 'pending', nextAt: Date.now() });
    this.#schedule(message, 0);
  }

  /** Waits for attempts under way and closes connections; pending messages stay in the outbox. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
    await Promise.allSettled(this.#underWay);
  }

  #schedule(message: MessageRow, delayMs: number): void {
    if (this.#closed) return;
    clearTimeout(this.#timers.get(message.ID));
    if (delayMs <= 0) {
      this.#timers.delete(message.ID);
      this.#start(message);
      return;
    }
    // Timers hold at most 2^31 ms; the longest wait is a day.
    this.#timers.set(
      message.ID,
      setTimeout(() => this.#start(message), delayMs),
    );
  }

  #start(message: MessageRow): void {
    this.#timers.delete(message.ID);
    const work = this.#attempt(message).finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  async #attempt(message: MessageRow): Promise<void> {
    const endpoint = this.#state.endpoints.get(message.endpointId);
    if (!endpoint || endpoint.disabled) {
      this.#state.messages.patch(message.ID, { state: 'failed' });
      return;
    }
    const startedAt = Date.now();
    const outcome = await this.#post(endpoint, message, startedAt);
    if (this.#closed) return;
    this.#settle(endpoint, message, outcome, startedAt);
  }

  async #post(endpoint: EndpointRow, message: MessageRow, nowMs: number): Promise<Answer & { error?: string }> {
    const secrets = this.#badlySigned.delete(message.ID) ? [newSecret()] : liveSecrets(endpoint, nowMs);
    const target = new URL(endpoint.url);
    try {
      const { statusCode, headers, body } = await this.#pool(target.origin).request({
        method: 'POST',
        path: target.pathname + target.search,
        headers: signedHeaders(message.messageId, Math.floor(nowMs / 1_000), message.payload, secrets),
        body: message.payload,
        headersTimeout: ATTEMPT_TIMEOUT_MS,
        bodyTimeout: ATTEMPT_TIMEOUT_MS,
      });
      await body.dump();
      const retryAfter = headers['retry-after'];
      return { status: statusCode, retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined };
    } catch (error) {
      return { status: 0, retryAfter: undefined, error: error instanceof Error ? error.message : String(error) };
    }
  }

  #settle(endpoint: EndpointRow, message: MessageRow, outcome: Answer & { error?: string }, startedAt: number): void {
    const attempt = {
      at: new Date(startedAt).toISOString(),
      status: outcome.status,
      durationMs: Date.now() - startedAt,
      ...(outcome.error !== undefined && { error: outcome.error }),
    };
    const attempts = [...message.attempts, attempt];
    const { retryScale } = this.#state.settings;
    const verdict = verdictOf(outcome, attempts.length, retryScale, Math.random(), Date.now());
    if (verdict.kind === 'delivered') this.#deliveredAt.set(endpoint.ID, Date.now());
    // The twin of a duplicate may already have been delivered: that stands.
    if (message.state === 'delivered') this.#state.messages.patch(message.ID, { attempts });
    else if (verdict.kind === 'delivered') this.#state.messages.patch(message.ID, { attempts, state: 'delivered' });
    else if (verdict.kind === 'failed') {
      this.#state.messages.patch(message.ID, { attempts, state: 'failed' });
      const disabledReason = verdict.endpointGone ? 'the endpoint answered 410 Gone' : this.#silence(message);
      if (disabledReason) this.#state.endpoints.patch(endpoint.ID, { disabled: true, disabledReason });
    } else {
      this.#state.messages.patch(message.ID, { attempts, nextAt: Date.now() + verdict.afterMs });
      this.#schedule(message, verdict.afterMs);
    }
  }

  /** All repeats of a message used up and nothing else delivered since it was made: the endpoint is given up. */
  #silence(message: MessageRow): string | null {
    const lastAt = this.#deliveredAt.get(message.endpointId) ?? 0;
    return lastAt < Date.parse(message.createdAt)
      ? 'nothing was delivered while a message used up all its repeats'
      : null;
  }

  #pool(origin: string): Pool {
    const existing = this.#pools.get(origin);
    if (existing) return existing;
    const pool = new Pool(origin, { connections: CONNECTIONS, connect: { timeout: ATTEMPT_TIMEOUT_MS } });
    this.#pools.set(origin, pool);
    return pool;
  }
}
