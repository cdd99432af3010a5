import type { Context } from 'hono';
import { guardCardData, type CardGuardMode } from '../core/card-data/guard.ts';
import type { Json } from '../core/json.ts';
import type { Log } from '../monitor/log.ts';
import type { Delivery, Received, ReceivedEvent, ServerDeps } from './deps.ts';
import { cleanText, mayNeedCleaning } from '../core/clean-text.ts';
import { findJsonFault } from './json-shape.ts';
import { announcedLength, BODY_LIMIT_BYTES, readBody } from './read-body.ts';
import { isJson } from './read-request.ts';
import { problemResponse, refuse, refuseWith, Refusal } from './refusal.ts';
import { newTraceparent, traceIdOf } from './trace.ts';

export interface WebhookOptions {
  /** Largest body, bytes; 1 MB when left out. */
  readonly limitBytes?: number;
  /** Bodies being taken in at the same time, bytes and number; more are told to come again. */
  readonly mostBytes?: number;
  readonly mostAtOnce?: number;
  /** How long storing may take before the sender is told to come again; 8 s when left out. */
  readonly deadlineMs?: number;
  /** What happens to card data: the webhook is refused, or the data is masked before anything is stored. */
  readonly cardData?: CardGuardMode;
}

type Deps = Pick<ServerDeps, 'traceWebhook' | 'tenant' | 'webhooks' | 'log' | 'meter' | 'now'>;

/** What became of a webhook, as the metrics tell it. */
type Outcome =
  | 'stored'
  | 'known'
  | 'nothing'
  | 'no-connection'
  | 'too-large'
  | 'media-type'
  | 'malformed'
  | 'refused'
  | 'card-data'
  | 'overload'
  | 'not-stored'
  | 'gone';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Takes webhooks: reads the raw body, has the connector verify it, looks for card data, stores, then answers. Never
 * waits for a worker. This is the hot path: no middleware stands before it, and it logs only what is refused.
 */
export function webhookHandler(deps: Deps, options: WebhookOptions = {}): (context: Context) => Promise<Response> {
  const limitBytes = options.limitBytes ?? BODY_LIMIT_BYTES;
  const mostBytes = options.mostBytes ?? 64_000_000;
  const mostAtOnce = options.mostAtOnce ?? 2_000;
  const deadlineMs = options.deadlineMs ?? 8_000;
  const cardData = options.cardData ?? 'reject';
  const report = createReporter(deps.log);
  const toldNotes = new Set<string>();
  let bytesInFlight = 0;
  let inFlight = 0;

  return async (context) => {
    const startedAt = performance.now();
    const connection = context.req.param('connection') ?? '';
    const path = belowHook(context);
    const mayTake = path === undefined ? limitBytes : await limitBelow(connection, path);
    const reserved = Math.min(announcedLength(context) ?? mayTake, mayTake);
    const sent = context.req.header('traceparent');
    const hasTrace = traceIdOf(sent) !== undefined;
    // Kept with the event: the run, its calls and its log lines carry the same trace id.
    const traceparent = hasTrace && sent !== undefined ? sent : newTraceparent();
    let end: Ended;
    if (inFlight >= mostAtOnce || bytesInFlight + reserved > mostBytes) {
      end = { outcome: 'overload', refusal: refuse('webhook.overload', { retryAfterSeconds: 1 }) };
    } else {
      inFlight += 1;
      bytesInFlight += reserved;
      try {
        end =
          path === undefined
            ? await take(connection, context, traceparent)
            : await takeBelow({ connection, path, mayTake }, context, traceparent);
      } finally {
        inFlight -= 1;
        bytesInFlight -= reserved;
      }
    }
    // A name that is not known to be a connection is somebody's text: it must not become a label.
    const label = end.verified === true ? connection : 'unknown';
    deps.meter.webhookEnded({ connection: label, outcome: end.outcome, tookMs: performance.now() - startedAt });
    deps.traceWebhook?.({
      traceparent,
      isSent: hasTrace,
      connection: label,
      outcome: end.outcome,
      tookMs: performance.now() - startedAt,
    });
    if (end.refusal === undefined) {
      if (end.notes !== undefined) tellOnce(label, end.notes);
      if (end.reply !== undefined) return new Response(end.reply.body, end.reply);
      return receipt(end.outcome === 'stored' ? 202 : 200, end.eventIds ?? [], traceIdOf(traceparent) ?? '');
    }
    const traceId = traceIdOf(traceparent) ?? '';
    report(end.error, { connection: label, code: end.refusal.failure.code, traceId });
    // A path below the hook may hold a secret: it is not repeated.
    const instance = path === undefined ? context.req.path : `/hooks/${connection}`;
    return problemResponse(end.refusal, { instance, traceId });
  };

  async function limitBelow(connection: string, path: string): Promise<number> {
    // What goes wrong here goes wrong again, and is answered, when the delivery is received.
    const own = await deps.webhooks.limitBytes?.(connection, path).catch(() => undefined);
    return own ?? limitBytes;
  }

  /**
   * A call of the connection's own protocol: any method and type, and the connector says what is answered. Only its
   * events are kept, so only they are looked over for card data.
   */
  async function takeBelow(
    { connection, path, mayTake }: { connection: string; path: string; mayTake: number },
    context: Context,
    traceparent: string,
  ): Promise<Ended> {
    const read = await readBody(context, mayTake);
    if ('fault' in read) {
      const limit = `${Math.round(mayTake / 100_000) / 10} MB`;
      const message = `The body is larger than the ${limit} taken here. Nothing of it was stored.`;
      return read.fault === 'too-large'
        ? ended('too-large', refuse('request.too-large', { message }))
        : ended('gone', refuse('request.malformed'));
    }
    const { method } = context.req;
    const query = context.req.query();
    const facts = { method, path, query, headers: plainHeaders(context), receivedAt: deps.now() };
    let received: Received | undefined;
    try {
      received = await deps.webhooks.receive(connection, { ...facts, body: read.bytes });
    } catch (error) {
      return { ...ended('not-stored', refuse('webhook.not-stored', { retryAfterSeconds: 5 })), error };
    }
    if (received === undefined) return ended('no-connection', refuse('webhook.no-connection'));
    if (!received.accepted) {
      return { ...ended('refused', refuseWith(received.failure, received.status)), verified: true };
    }
    const events = guard(
      received.events.map(({ data }) => data),
      received.events.map(cleaned),
    );
    if (events instanceof Refusal) return { ...ended('card-data', events), verified: true };
    return { ...(await store(connection, events, traceparent)), ...told(received), verified: true };
  }

  /** Tells each text once in the life of this process. */
  function tellOnce(connection: string, notes: readonly string[]): void {
    for (const note of notes) {
      const key = `${connection}: ${note}`;
      if (toldNotes.has(key) || toldNotes.size >= MOST_NOTES) continue;
      toldNotes.add(key);
      deps.log.warn({ connection }, note);
    }
  }

  async function take(connection: string, context: Context, traceparent: string): Promise<Ended> {
    const contentType = context.req.header('content-type');
    const json = isJson(contentType);
    if (!json && !isXml(contentType)) return ended('media-type', refuse('request.media-type'));
    const read = await readBody(context, limitBytes);
    if ('fault' in read) {
      return read.fault === 'too-large'
        ? ended('too-large', refuse('request.too-large'))
        : ended('gone', refuse('request.malformed'));
    }
    const body = json ? parse(read.bytes) : { value: Buffer.from(read.bytes).toString('utf8'), dirty: true };
    if (body instanceof Refusal) return ended('malformed', body);
    const { method } = context.req;
    const delivery: Delivery = { method, headers: plainHeaders(context), body: read.bytes, receivedAt: deps.now() };
    let received: Received | undefined;
    try {
      received = await deps.webhooks.receive(connection, delivery);
    } catch (error) {
      return { ...ended('not-stored', refuse('webhook.not-stored', { retryAfterSeconds: 5 })), error };
    }
    if (received === undefined) return ended('no-connection', refuse('webhook.no-connection'));
    if (!received.accepted) {
      return { ...ended('refused', refuseWith(received.failure, received.status)), verified: true };
    }
    const events = guard(body.value, body.dirty ? received.events.map(cleaned) : received.events);
    if (events instanceof Refusal) return { ...ended('card-data', events), verified: true };
    return { ...(await store(connection, events, traceparent)), ...told(received), verified: true };
  }

  /** Nothing that holds card data is stored, and nothing of it is logged but where it stood. */
  function guard(body: Json, events: readonly ReceivedEvent[]): readonly ReceivedEvent[] | Refusal {
    if (cardData === 'blank') {
      return events.map((event) => {
        const guarded = guardCardData(event.data, 'blank');
        return guarded.accepted ? { ...event, data: guarded.body as ReceivedEvent['data'] } : event;
      });
    }
    const guarded = guardCardData(body, 'reject');
    return guarded.accepted ? events : refuseWith(guarded.failure, 422);
  }

  async function store(connection: string, events: readonly ReceivedEvent[], traceparent: string): Promise<Ended> {
    if (events.length === 0) return { outcome: 'nothing' };
    const { tenant } = deps;
    try {
      const receipts = await within(
        deadlineMs,
        Promise.all(
          events.map((event) => deps.webhooks.accept({ ...event, tenant, connection, via: 'webhook', traceparent })),
        ),
      );
      const eventIds = receipts.map(({ eventId }) => eventId);
      return { outcome: receipts.some(({ isNew }) => isNew) ? 'stored' : 'known', eventIds };
    } catch (error) {
      return { ...ended('not-stored', refuse('webhook.not-stored', { retryAfterSeconds: 5 })), error };
    }
  }
}

interface Ended {
  readonly outcome: Outcome;
  readonly refusal?: Refusal;
  readonly eventIds?: readonly string[];
  readonly error?: unknown;
  /** Whether the name is that of a connection. */
  readonly verified?: boolean;
  readonly reply?: Accepted['reply'];
  readonly notes?: readonly string[];
}

type Accepted = Extract<Received, { readonly accepted: true }>;

/** What the connector wants to be answered and told. */
function told({ reply, notes }: Accepted): Pick<Ended, 'reply' | 'notes'> {
  return { ...(reply === undefined ? {} : { reply }), ...(notes === undefined ? {} : { notes }) };
}

/** What follows the connection's name in the address; undefined for the hook itself. */
function belowHook(context: Context): string | undefined {
  const rest = context.req.param('rest');
  return rest === undefined ? undefined : `/${rest}`;
}

/** Different notes that are told; whoever may send could otherwise fill the memory. */
const MOST_NOTES = 200;

function ended(outcome: Outcome, refusal: Refusal): Ended {
  return { outcome, refusal };
}

/** Looks the text over before anybody parses it, so that a hostile body costs little. */
function parse(bytes: Uint8Array): { readonly value: Json; readonly dirty: boolean } | Refusal {
  try {
    const text = utf8.decode(bytes);
    const fault = findJsonFault(text);
    if (fault !== undefined) return refuse('request.malformed', { message: fault });
    return { value: JSON.parse(text) as Json, dirty: mayNeedCleaning(text) };
  } catch {
    return refuse('request.malformed');
  }
}

/** An event whose texts the database can keep. */
function cleaned(event: ReceivedEvent): ReceivedEvent {
  return { ...event, ...cleanText({ id: event.id, subject: event.subject, data: event.data }) };
}

/** Lines about refused webhooks in one second; a flood of them must not become a flood of lines. */
const MOST_LINES_A_SECOND = 20;

function createReporter(log: Log): (error: unknown, fields: Readonly<Record<string, unknown>>) => void {
  let lines = { second: 0, count: 0 };
  return (error, fields) => {
    const second = Math.trunc(performance.now() / 1_000);
    lines = { second, count: lines.second === second ? lines.count + 1 : 1 };
    if (lines.count > MOST_LINES_A_SECOND) return;
    if (error === undefined) log.warn(fields, 'a webhook was not taken');
    else log.error({ ...fields, err: error }, 'a webhook could not be stored');
  };
}

function isXml(contentType: string | undefined): boolean {
  return /^(?:application|text)\/(?:[\w.-]+\+)?xml\s*(?:;|$)/i.test(contentType ?? '');
}

function plainHeaders(context: Context): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  context.req.raw.headers.forEach((value, name) => {
    headers[name] = value;
  });
  return headers;
}

function receipt(status: 200 | 202, eventIds: readonly string[], traceId: string): Response {
  const headers = { 'content-type': 'application/json', 'x-trace-id': traceId };
  return new Response(JSON.stringify({ eventIds }), { status, headers });
}

/** Rejects when the work takes longer; what was stored nevertheless is known when the sender comes again. */
async function within<T>(deadlineMs: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Storing took longer than ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
