import { createHash } from 'node:crypto';
import type { Failure } from '../../../core/failure.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import type { TriggerEvent } from '../../kit/connector.ts';
import { clarityFailure } from '../errors.ts';
import { cleanText } from '../model/reader.ts';
import { parseStamp } from '../model/source-time.ts';
import type { ClaritySettings } from '../setup/settings.ts';
import { entityOf, type EventData, isStoreEventType, paymentStateOf, UNKNOWN_EVENT } from './events.ts';

/** A verified delivery, parsed. */
export interface Envelope {
  readonly body: JsonObject;
  /** The sender's id of the message; undefined for simple hooks. */
  readonly messageId?: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/**
 * Turns the body of a webhook into an event. Our own envelope is read as it is; for others the settings say where type,
 * id and time stand and what their types mean. Only what is named here is taken over: a snapshot of the record, whatever
 * it holds, stays outside. No event when the delivery tells of our own change, or of a master whose parts are exported.
 */
export function readEnvelope(
  { body, messageId, receivedAt }: Envelope,
  settings: ClaritySettings,
): TriggerEvent | Failure | undefined {
  const sentType = textOf(valueAt(body, settings.webhookTypePath));
  const entityId = textOf(valueAt(body, settings.webhookIdPath));
  if (sentType === undefined) return incomplete(settings.webhookTypePath, 'the type of the event');
  const type = translate(sentType, settings.webhookTypes);
  const isTest = type === 'webhook.test';
  if (entityId === undefined && isStoreEventType(type) && !isTest)
    return incomplete(settings.webhookIdPath, 'the id of the record');

  const data = recordOf(body['data']) ?? {};
  if (isOwnEcho(type, data, settings) || isReplacedByParts(type, data, settings)) return undefined;
  const time = timeOf(valueAt(body, settings.webhookTimePath), settings.zone) ?? new Date(receivedAt).toISOString();
  const known = isStoreEventType(type);
  const event = {
    type: known ? `clarity.${type}` : UNKNOWN_EVENT,
    subject: entityId ?? '',
    time,
    data: dataOf(data, { type, known, sentType, entityId: entityId ?? '', time, settings }),
  };
  return { ...event, id: messageId ?? idFromContent(event, body) };
}

interface DataContext {
  readonly type: string;
  readonly known: boolean;
  readonly sentType: string;
  readonly entityId: string;
  readonly time: string;
  readonly settings: ClaritySettings;
}

function dataOf(data: JsonObject, { type, known, sentType, entityId, time, settings }: DataContext): EventData {
  const account = recordOf(data['account']);
  const accountId = textOf(data['accountId']) ?? textOf(account?.['id']);
  const accountKey = textOf(data['accountKey']) ?? textOf(account?.['key']);
  const key = textOf(data['key']);
  const actor = textOf(data['actor']);
  const storeKey = textOf(data['store']);
  const changed = Array.isArray(data['changed'])
    ? data['changed'].map(textOf).filter((name) => name !== undefined)
    : [];
  return {
    store: settings.storeName,
    entity: isStoreEventType(type) ? entityOf(type) : (textOf(data['entity']) ?? 'unknown'),
    entityId,
    version: textOf(data['version']) ?? time,
    guest: data['guest'] === true,
    ...(key === undefined ? {} : { key }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(accountKey === undefined ? {} : { accountKey }),
    ...(storeKey === undefined ? {} : { storeKey }),
    ...(actor === undefined ? {} : { actor }),
    ...(changed.length === 0 ? {} : { changed: changed.slice(0, 50) }),
    ...paymentParts(type, data),
    ...(known ? {} : { sentType }),
  };
}

/** What a payment's event says beside its id; the sequence is 1 unless the sender counts. */
function paymentParts(type: string, data: JsonObject): Partial<EventData> {
  const state = paymentStateOf(type);
  if (state === undefined) return {};
  const orderId = textOf(data['orderId']);
  const sequence = Number(data['sequence'] ?? 1);
  return {
    state,
    sequence: Number.isSafeInteger(sequence) && sequence > 0 ? sequence : 1,
    ...(orderId ? { orderId } : {}),
  };
}

/** W14: what our own user did must not come back as work. A new order is never ours. */
function isOwnEcho(type: string, data: JsonObject, { username }: ClaritySettings): boolean {
  return type !== 'order.created' && username !== '' && textOf(data['actor']) === username;
}

// The look that follows finds a master that has no parts after all.
function isReplacedByParts(type: string, data: JsonObject, { groupedOrders }: ClaritySettings): boolean {
  if (type !== 'order.created') return false;
  return groupedOrders === 'subs' ? data['master'] === true : data['sub'] === true;
}

function translate(sentType: string, table: readonly string[]): string {
  for (const entry of table) {
    const [from = '', to = ''] = entry.split('=');
    if (from.trim() === sentType) return to.trim();
  }
  return sentType;
}

function valueAt(body: JsonObject, path: string): Json | undefined {
  let at: Json | undefined = body;
  for (const part of path.split('.')) {
    const record = recordOf(at);
    at = record !== undefined && Object.hasOwn(record, part) ? record[part] : undefined;
  }
  return at;
}

function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  if (typeof value !== 'string') return undefined;
  const clean = cleanText(value)
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 256);
  return clean === '' ? undefined : clean;
}

function timeOf(value: Json | undefined, zone: string): string | undefined {
  const instant = instantOf(value, zone);
  const isSane = instant !== undefined && Number.isFinite(instant) && instant > 0 && instant < 7e12;
  return isSane ? new Date(instant).toISOString() : undefined;
}

// Seconds or milliseconds since 1970, or a stamp.
function instantOf(value: Json | undefined, zone: string): number | undefined {
  if (typeof value === 'number') return value < 1e11 ? value * 1_000 : value;
  return typeof value === 'string' ? parseStamp(value, zone) : undefined;
}

function recordOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

function incomplete(path: string, what: string): Failure {
  const message = `The webhook does not have ${what} at “${path}”.`;
  return clarityFailure('clarity.webhook-incomplete', { message, field: path });
}

/** For simple hooks without a message id: the same content is the same event. */
function idFromContent({ type, subject }: { type: string; subject: string }, body: JsonObject): string {
  return `hook:${createHash('sha256')
    .update(JSON.stringify([type, subject, body]))
    .digest('hex')
    .slice(0, 40)}`;
}
