import type { JsonObject } from '../../../core/json.ts';
import { type ConnectionClient, type Polled, type PollTrigger, type TriggerEvent } from '../../kit/connector.ts';
import type { AccountRow, StampedRow } from '../model/customer-request.ts';
import { type ClaritySettings, readClaritySettings } from '../setup/settings.ts';
import { readAddresses } from './addresses.ts';
import { ask } from './ask.ts';
import type { EventData } from './events.ts';
import { sinceOf } from './poll-cursor.ts';

/** Accounts in a page of a full reading. */
const PAGE_SIZE = 250;
/** A stamp further ahead than any zone explains must not carry the watermark away. */
const FARTHEST_AHEAD_MS = 26 * 3_600_000;

interface Cursor {
  /** Largest stamp seen, in the store's own clock; ISO 8601. */
  readonly watermark: string;
  /** Stamps last seen of what the overlap shows again, by `account/77`, `contact/12` and `address/9`. */
  readonly seen: Readonly<Record<string, string>>;
}

interface FullCursor {
  readonly page: number;
  /** Makes the ids of the events: a page that is read again after a crash tells nothing twice. */
  readonly mark: string;
}

/** Tells accounts, contacts and addresses that no webhook told; a full reading goes through all accounts in pages. */
export const customersPoll: PollTrigger = {
  name: 'customers',
  title: 'New and changed accounts, contacts and addresses',
  subject: 'customers',
  events: ['clarity.customer.created', 'clarity.customer.updated', 'clarity.contact.updated'],
  everySeconds: (settings) => readClaritySettings(settings).pollSeconds,
  poll: async ({ client, settings: stored, cursor, full, now }) => {
    const settings = readClaritySettings(stored);
    // Only the older generation has lists for integrations; the other tells by webhooks alone.
    if (settings.dialect !== 'cef' || settings.surface !== 'full')
      return { events: [], cursor: cursor ?? {}, more: false };
    return full
      ? await readPage(client, settings, cursor as unknown as FullCursor | undefined, now)
      : await readChanges(client, settings, cursorFrom(cursor), now);
  },
};

function cursorFrom(stored: JsonObject | undefined): Cursor | undefined {
  return typeof stored?.['watermark'] === 'string' ? (stored as unknown as Cursor) : undefined;
}

async function readPage(
  client: ConnectionClient,
  settings: ClaritySettings,
  cursor: FullCursor | undefined,
  now: number,
): Promise<Polled> {
  const { page, mark } = cursor?.page ? cursor : { page: 1, mark: `full-${now}` };
  const request = { ask: 'account-list', page, size: PAGE_SIZE } as const;
  const { accounts } = await ask<'account-list'>(client, request);
  return {
    events: accounts.map((row) => accountEvent('customer.updated', row, mark, settings, now)),
    cursor: { page: page + 1, mark },
    more: accounts.length >= PAGE_SIZE,
  };
}

async function readChanges(
  client: ConnectionClient,
  settings: ClaritySettings,
  before: Cursor | undefined,
  now: number,
): Promise<Polled> {
  const overlapMs = settings.overlapMinutes * 60_000;
  const watermark = before?.watermark ?? new Date(now - overlapMs).toISOString();
  const floor = new Date(0).toISOString();
  const modifiedSince = sinceOf({ watermark, floor }, overlapMs, settings.zone);
  const { accounts } = await ask<'account-list'>(client, { ask: 'account-list', modifiedSince });
  const { contacts } = await ask<'contact-list'>(client, { ask: 'contact-list', modifiedSince });
  const seen: Record<string, string> = {};
  const events: TriggerEvent[] = [];
  let reached = watermark;
  const isNews = (key: string, stamp: string): boolean => {
    seen[key] = stamp;
    if (stamp > reached && Date.parse(stamp) <= now + FARTHEST_AHEAD_MS) reached = stamp;
    // The first look only learns what is there: that comes with a full reading.
    return before !== undefined && before.seen[key] !== stamp;
  };
  for (const row of accounts) {
    const stamp = row.updatedAt ?? row.createdAt ?? '';
    if (!isNews(`account/${row.id}`, stamp)) continue;
    const type = row.updatedAt === undefined ? 'customer.created' : 'customer.updated';
    events.push(accountEvent(type, row, stamp, settings, now));
  }
  const told = contacts.filter(({ id, updatedAt = '' }) => isNews(`contact/${id}`, updatedAt));
  for (const { id, updatedAt = '' } of told) events.push(contactEvent(id, updatedAt, settings));
  const isOld = ({ id, updatedAt = '' }: StampedRow): boolean =>
    before === undefined || before.seen[`address/${id}`] === updatedAt;
  const addresses = await readAddresses(client, modifiedSince, (address) => !isOld(address), told);
  for (const { id, updatedAt = '' } of addresses.done) isNews(`address/${id}`, updatedAt);
  for (const { contactId, stamp } of addresses.contacts) events.push(contactEvent(contactId, stamp, settings));
  // Where addresses are left over, the watermark waits for them; what was told meanwhile is remembered as seen.
  const next = addresses.more ? watermark : reached;
  const notes = addresses.note === undefined ? {} : { notes: [addresses.note] };
  return { events, cursor: { watermark: next, seen }, more: addresses.more, ...notes };
}

function accountEvent(
  type: 'customer.created' | 'customer.updated',
  { id, key, version }: AccountRow,
  mark: string,
  { storeName }: ClaritySettings,
  now: number,
): TriggerEvent {
  const data: EventData = {
    store: storeName,
    entity: 'account',
    entityId: id,
    version,
    accountId: id,
    guest: false,
    ...(key === undefined ? {} : { key, accountKey: key }),
  };
  const time = mark.startsWith('full-') ? new Date(now).toISOString() : mark;
  return { type: `clarity.${type}`, id: `account:${id}:${mark}`, subject: id, time, data };
}

function contactEvent(id: string, version: string, { storeName }: ClaritySettings): TriggerEvent {
  const data: EventData = { store: storeName, entity: 'contact', entityId: id, version, guest: false };
  return { type: 'clarity.contact.updated', id: `contact:${id}:${version}`, subject: id, time: version, data };
}
