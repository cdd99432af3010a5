/**
 * The store writes its stamps in UTC, in the server's zone or in a configured one, mostly without saying which. These
 * functions turn such a stamp into an instant and back. Instants are milliseconds since 1970.
 */

const formats = new Map<string, Intl.DateTimeFormat>();

const STAMP = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?)?(Z|[+-]\d\d:?\d\d)?$/i;
const DOTNET_STAMP = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/;

/**
 * Reads a stamp: ISO 8601 with or without offset, or `/Date(ms)/`. Without offset it is taken in `zone`; of the two
 * instants of an hour that a clock runs twice the first is meant. Undefined for anything else, such as 31 February.
 */
export function parseStamp(text: string, zone: string): number | undefined {
  const ticks = DOTNET_STAMP.exec(text);
  if (ticks) return Number(ticks[1]);
  const match = STAMP.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset] = match;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    milliseconds,
  );
  const date = new Date(local);
  if (date.getUTCDate() !== Number(day) || date.getUTCMonth() !== Number(month) - 1 || Number(hour) > 23)
    return undefined;
  if (Number(year) < 1970 || Number(year) > 2200) return undefined;
  return offset === undefined ? local - localOffset(local, zone) : local - offsetOf(offset);
}

/** Writes an instant as the store's clock shows it, without offset: `2025-03-04T14:05:11.447`. */
export function stampIn(zone: string, instant: number): string {
  return new Date(instant + zoneOffset(instant, zone)).toISOString().slice(0, -1);
}

/**
 * By how many milliseconds the store's clock is set back in the hours around an instant (end of summer time), else 0.
 * A reading "since a stamp" has to begin that much earlier, because stamps come a second time.
 */
export function setBackMs(zone: string, instant: number): number {
  return Math.max(0, zoneOffset(instant - SET_BACK_REACH_MS, zone) - zoneOffset(instant + SET_BACK_REACH_MS, zone));
}

const SET_BACK_REACH_MS = 3 * 3_600_000;

/** The offset that makes a wall-clock time an instant: the earlier instant when there are two. */
function localOffset(local: number, zone: string): number {
  const before = zoneOffset(local - 86_400_000, zone);
  const candidates = [before, zoneOffset(local - before, zone), zoneOffset(local + 86_400_000, zone)];
  const fitting = candidates.filter((offset) => zoneOffset(local - offset, zone) === offset);
  // In the hour that a clock leaps over nothing fits: the time before the leap goes on.
  return fitting.length > 0 ? Math.max(...fitting) : before;
}

function zoneOffset(instant: number, zone: string): number {
  const format = formatOf(zone);
  if (format === undefined) return 0;
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const shown = Date.UTC(year, month - 1, day, hour, minute, second);
  return shown - Math.floor(instant / 1_000) * 1_000;
}

/** Undefined for UTC, which needs no format. Throws a RangeError for an unknown zone. */
function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (zone === 'UTC') return undefined;
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}

function offsetOf(text: string): number {
  if (text.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(-2))];
  return (hours * 60 + minutes) * 60_000 * (text.startsWith('-') ? -1 : 1);
}
