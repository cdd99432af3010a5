import type { JsonObject } from '../../../core/json.ts';
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
  readonly seen: Readonly<Record<string, string>>;
  /** Orders that are listed but not read yet, oldest first. */
  readonly pending: readonly string[];
  /** Largest stamp among those read of the present list. */
  readonly reached: string;
}

export function startCursor(from: string): PollCursor {
  return { watermark: from, floor: from, seen: {}, pending: [], reached: from };
}

/** Reads a stored cursor; undefined when there is none or it cannot be one. */
export function readCursor(stored: JsonObject | undefined): PollCursor | undefined {
  if (stored === undefined || typeof stored['watermark'] !== 'string') return undefined;
  const watermark = stored['watermark'];
  const text = (name: string): string => (typeof stored[name] === 'string' ? stored[name] : watermark);
  const pending = Array.isArray(stored['pending']) ? stored['pending'].filter((id) => typeof id === 'string') : [];
  const seen = (stored['seen'] ?? {}) as Readonly<Record<string, string>>;
  return { watermark, floor: text('floor'), seen, pending, reached: text('reached') };
}

/**
 * Where the next list begins: the watermark less the overlap, and less what the store's clock is set back around it,
 * because then stamps come a second time. Never before the floor, taken the same way.
 */
export function sinceOf({ watermark, floor }: PollCursor, overlapMs: number, zone: string): string {
  const since = earlier(watermark, overlapMs, zone);
  const least = earlier(floor, 0, zone);
  return since > least ? since : least;
}

function earlier(stamp: string, overlapMs: number, zone: string): string {
  const at = Date.parse(stamp);
  return new Date(at - overlapMs - setBackMs(zone, at)).toISOString();
}

/** The cursor after a list is read to its end: what lies below the next beginning is forgotten. */
export function closeCursor(cursor: PollCursor, overlapMs: number, zone: string): PollCursor {
  const { floor, seen, reached } = cursor;
  const watermark = reached > cursor.watermark ? reached : cursor.watermark;
  const since = sinceOf({ ...cursor, watermark }, overlapMs, zone);
  const kept = Object.entries(seen).filter(([, version]) => stampOfVersion(version) >= since);
  return { watermark, floor, seen: Object.fromEntries(kept), pending: [], reached: watermark };
}

/** The stamp with which a version begins. */
export function stampOfVersion(version: string): string {
  const end = version.indexOf('#');
  return end < 0 ? version : version.slice(0, end);
}
