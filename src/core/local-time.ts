import { WEEKDAYS } from './flow/model.ts';

/** A moment on the clock of a place. */
export interface LocalTime {
  readonly day: (typeof WEEKDAYS)[number];
  readonly hour: number;
  readonly minute: number;
}

/** True for `UTC` and every zone name the runtime knows, such as `Europe/Oslo`. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * Day of the week and time of a moment in a time zone.
 * @param at milliseconds since 1970.
 * @param zone name of the IANA database, such as Europe/Stockholm.
 * @throws RangeError when there is no such zone.
 */
export function localTime(at: number, zone: string): LocalTime {
  let format = formats.get(zone);
  if (!format) {
    const hour = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', ...hour });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = WEEKDAYS.find((each) => each === parts['weekday']?.toLowerCase()) ?? 'mon';
  return { day, hour: Number(parts['hour']), minute: Number(parts['minute']) };
}
