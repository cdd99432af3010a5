import { isUtf8 } from 'node:buffer';
import type { Failure } from '../../../../core/failure.ts';
import type { ConnectionConfig, Delivery, HookReply, Received, TriggerEvent } from '../../../kit/connector.ts';
import { parseJsonText } from '../../../kit/json-text.ts';
import { m3Failure } from '../../errors.ts';
import { type M3Settings, readM3Settings } from '../../setup/settings.ts';
import { changesOfBod, DOCUMENTS, unknownNote } from './bod-changes.ts';
import { type Change, changeEvent, UNKNOWN_CHANGE } from './events.ts';
import { readImsMessage } from './ims-message.ts';
import { BOD_BYTES } from './payload.ts';
import { readBodBeside } from './read-bod.ts';
import { judgeSender } from './sender.ts';
import { changesOfTables, readTableChanges } from './table-hook.ts';

/** Room for the head of a message beside its document. */
const MESSAGE_BYTES = BOD_BYTES + 100_000;

/** Largest body at an address below the hook: messages of ION are larger than anything else. */
export function feedLimitBytes(path: string): number | undefined {
  return /\/service\/v\d\/(?:message|multipartMessage)(?:\/|$)/.test(path) ? MESSAGE_BYTES : undefined;
}

/**
 * Takes what M3 tells by itself: calls of ION's messaging service (IMS) and web-hooks of CMS049. Verifies the sender
 * first and fails closed. Every event is thin: it says what to look at, and the flow reads it from M3.
 */
export async function receiveChange(delivery: Delivery, config: ConnectionConfig): Promise<Received> {
  const settings = readM3Settings(config.settings);
  const secrets = (config.secrets['feedSecret'] ?? '').split(/\s+/).filter((secret) => secret !== '');
  const sender = judgeSender(delivery, settings, secrets);
  if ('failure' in sender) return refuse(401, sender.failure);
  const path = sender.path.replace(/\/+$/, '');
  const route = ROUTES.find((each) => each.path.test(path));
  if (!route)
    return refuse(404, m3Failure('m3.feed-path-unknown', { message: `There is nothing at ${path.slice(0, 100)}.` }));
  if (delivery.method.toUpperCase() !== route.method) {
    return refuse(405, m3Failure('m3.feed-method-wrong', { message: `This address takes ${route.method}.` }));
  }
  return await route.answer(delivery, settings);
}

interface Route {
  readonly path: RegExp;
  readonly method: 'GET' | 'POST';
  answer(delivery: Delivery, settings: M3Settings): Received | Promise<Received>;
}

/** Addresses that ION calls of an application (docs.infor.com ccl1519994073494), and that of CMS049. */
const ROUTES: readonly Route[] = [
  { path: /^(?:\/events)?$/, method: 'POST', answer: receiveTables },
  { path: /^\/service\/ping$/, method: 'GET', answer: () => said({ status: 'OK' }) },
  {
    path: /^\/service\/protocol$/,
    method: 'GET',
    answer: (_, { feedProtocol, feedDiscovery }) =>
      said({
        version: feedProtocol,
        messageMethod: feedProtocol === 'v3' ? 'message' : 'multipartMessage',
        hasDiscovery: feedDiscovery,
        encodings: ['NONE', 'DEFLATE'],
        maximumMessageBytes: BOD_BYTES,
      }),
  },
  { path: /^\/service\/versions$/, method: 'GET', answer: () => said({ versions: ['v2', 'v3'] }) },
  {
    path: /^\/service\/v[23]\/discovery$/,
    method: 'POST',
    answer: () => said({ documents: DOCUMENTS.map((documentName) => ({ documentName, receive: true, send: false })) }),
  },
  { path: /^\/service\/v2\/(?:message|multipartMessage)$/, method: 'POST', answer: receiveMessage(201) },
  { path: /^\/service\/v3\/(?:message\/multipart|multipartMessage)$/, method: 'POST', answer: receiveMessage(202) },
];

function receiveMessage(status: number): Route['answer'] {
  return async (delivery, settings) => {
    const message = await readImsMessage(delivery);
    if ('fault' in message) {
      const [code, refused] =
        message.fault === 'too-large'
          ? (['m3.bod-too-large', 413] as const)
          : (['m3.feed-message-unreadable', 400] as const);
      return refuse(refused, m3Failure(code, { message: `The message was not taken: ${message.why}.` }));
    }
    const { messageId, documentName } = message;
    const bod = await readBodBeside(message.text);
    if ('fault' in bod) {
      const code = bod.fault === 'doctype' ? 'm3.bod-forbidden' : 'm3.bod-unreadable';
      const what = documentName || 'document';
      return refuse(
        422,
        m3Failure(code, { message: `The ${what} was not taken: ${bod.why}.`, record: `message ${messageId}` }),
      );
    }
    const changes = changesOfBod(bod, settings.company, { messageId, receivedAt: delivery.receivedAt });
    const notes = changes.some(({ type }) => type === UNKNOWN_CHANGE) ? [unknownNote(bod)] : [];
    return taken(changes, notes, reply(status, { status: 'OK', messageId }));
  };
}

/** Bodies of CMS049 hold one event; ten thousand values are already far more. */
const HOOK_BOUNDS = { depth: 16, values: 20_000 } as const;

function receiveTables(delivery: Delivery, settings: M3Settings): Received {
  const unreadable = (why: string): Received =>
    refuse(400, m3Failure('m3.feed-message-unreadable', { message: `The event was not taken: ${why}.` }));
  const { body } = delivery;
  if (!isUtf8(body)) return unreadable('it is not UTF-8');
  const parsed = parseJsonText(
    Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'),
    HOOK_BOUNDS,
  );
  if ('fault' in parsed) return unreadable(parsed.fault);
  const rows = readTableChanges(parsed.value);
  if (rows.length === 0) return unreadable('it names no table (documentName)');
  const changes = changesOfTables(rows, settings.company, delivery.receivedAt);
  const unknown = changes.filter(({ type }) => type === UNKNOWN_CHANGE).map(({ keys }) => keys['document'] ?? '');
  const notes = unknown.map(
    (table) =>
      `M3 sends events of table ${table.slice(0, 20)}, which this release has no use for. They are kept as m3.unknown-event; take the table out of CMS045, or leave it.`,
  );
  return taken(changes, notes, reply(200, { status: 'OK' }));
}

function taken(changes: readonly Change[], notes: readonly string[], answered: HookReply): Received {
  const events = changes.map(changeEvent).filter((event): event is TriggerEvent => event !== undefined);
  const lacking = events.length < changes.length ? [NO_KEY] : [];
  return { accepted: true, events, reply: answered, notes: [...notes, ...lacking] };
}

const NO_KEY =
  'M3 told of a change without the key of its record. Nothing was started; the next look at M3 finds it. Check that the subscription or the noun carries the key fields.';

function said(body: object): Received {
  return { accepted: true, events: [], reply: reply(200, body) };
}

function reply(status: number, body: object): HookReply {
  return { status, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

const refuse = (status: 400 | 401 | 404 | 405 | 413 | 422, failure: Failure): Received => ({
  accepted: false,
  status,
  failure,
});
