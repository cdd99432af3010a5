import type { Json, JsonObject } from '../../../core/json.ts';
import { setBackMs } from '../model/source-time.ts';

/**
 * How far the looks have come, in the store's own clock: it only ever moves to stamps that were seen, never to our
 * "now", and it moves when everything below it is safely in the inbox.
 */
export interface PollCursor {
  /** Largest stamp seen; ISO 8601. */
  readonly watermark: string;
  /** Nothing older is looked at: where the very first look began. */
  readonly floor: string;
  /** Version last seen of each order that the next look will meet again. Versions begin with their stamp. */
  readonly seen: ReadonlyMap<string, string>;
  /** Orders that are listed but not read yet, oldest first. */
  readonly pending: readonly string[];
  /** Orders of lists before that could not be read yet; they come with the next list. */
  readonly unread: readonly string[];
  /** Largest stamp among those read of the present list. */
  readonly reached: string;
  /** When the whole overlap was last listed to its end, in our clock; milliseconds since 1970. */
  readonly sweptAt: number;
  /** Stamp up to which it is listed again at the moment; absent between two times. */
  readonly sweptTo?: string;
}

export function startCursor(from: string): PollCursor {
  return { watermark: from, floor: from, seen: new Map(), pending: [], unread: [], reached: from, sweptAt: 0 };
}

/** Reads a stored cursor; undefined when there is none or it cannot be one. */
export function readCursor(stored: JsonObject | undefined): PollCursor | undefined {
  if (stored === undefined || typeof stored['watermark'] !== 'string') return undefined;
  const watermark = stored['watermark'];
  const text = (name: string): string => (typeof stored[name] === 'string' ? stored[name] : watermark);
  const ids = (name: string): string[] => {
    const list = stored[name];
    return Array.isArray(list) ? list.filter((id) => typeof id === 'string') : [];
  };
  const sweptAt = typeof stored['sweptAt'] === 'number' ? stored['sweptAt'] : 0;
  const seen = readSeen(stored['seen']);
  const [pending, unread] = [ids('pending'), ids('unread')];
  const sweptTo = typeof stored['sweptTo'] === 'string' ? { sweptTo: stored['sweptTo'] } : {};
  return { watermark, floor: text('floor'), seen, pending, unread, reached: text('reached'), sweptAt, ...sweptTo };
}

/**
 * Earlier releases kept an object by id. Ids are whole numbers, and an object with thousands of those is an array with
 * as many places as the highest has: it grew with every order of the store.
 */
function readSeen(stored: Json | undefined): Map<string, string> {
  if (!Array.isArray(stored)) return new Map(Object.entries((stored ?? {}) as Record<string, string>));
  return new Map(stored.filter((pair) => typeof pair === 'string').map(pairOf));
}

/** `12015 2026-11-22T11:30:51.403Z#Confirmed`: ids have no spaces. */
function pairOf(text: string): [id: string, version: string] {
  const end = text.indexOf(' ');
  return [text.slice(0, end), text.slice(end + 1)];
}

/** The cursor as it is stored. */
export function storeCursor({ seen, ...rest }: PollCursor): JsonObject {
  return { ...rest, seen: Array.from(seen, ([id, version]) => `${id} ${version}`) };
}

/**
 * Where a list begins: the watermark less an overlap, and less what the store's clock is set back around it,
 * because then stamps come a second time. Never before the floor, taken the same way.
 */
export function sinceOf({ watermark, floor }: Reach, overlapMs: number, zone: string): string {
  const since = earlier(watermark, overlapMs, zone);
  const least = earlier(floor, 0, zone);
  return since > least ? since : least;
}

type Reach = Pick<PollCursor, 'watermark' | 'floor'>;

function earlier(stamp: string, overlapMs: number, zone: string): string {
  const at = Date.parse(stamp);
  return new Date(at - overlapMs - setBackMs(zone, at)).toISOString();
}

/** The cursor after a list is read to its end: what lies below the next beginning is forgotten. */
export function closeCursor(cursor: PollCursor, overlapMs: number, zone: string): PollCursor {
  const { seen, reached } = cursor;
  const watermark = reached > cursor.watermark ? reached : cursor.watermark;
  const since = sinceOf({ ...cursor, watermark }, overlapMs, zone);
  const kept = new Map<string, string>();
  for (const [id, version] of seen) if (stampOfVersion(version) >= since) kept.set(id, version);
  return { ...cursor, watermark, seen: kept, pending: [], reached: watermark };
}

/** The stamp with which a version begins. */
export function stampOfVersion(version: string): string {
  const end = version.indexOf('#');
  return end < 0 ? version : version.slice(0, end);
}
