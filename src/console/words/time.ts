const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A span as people say it, in at most two units: `< 1 ms`, `38 ms`, `0.41 s`, `12.3 s`, `4 min 10 s`, `2 h 5 min`, `3 d 4 h`.
 * `ms` is milliseconds; less than nothing counts as nothing.
 */
export function formatSpan(ms: number): string {
  const span = Math.max(0, ms);
  if (span < 1) return '< 1 ms';
  if (span < 100) return `${Math.round(span)} ms`;
  if (span < 10 * SECOND) return `${(span / SECOND).toFixed(2)} s`;
  if (span < MINUTE) return `${(span / SECOND).toFixed(1)} s`;
  if (span < HOUR) return twoUnits(span, MINUTE, 'min', SECOND, 's');
  if (span < DAY) return twoUnits(span, HOUR, 'h', MINUTE, 'min');
  return twoUnits(span, DAY, 'd', HOUR, 'h');
}

/** A span in one unit, for ages: `12 s`, `4 min`, `3 h`, `5 d`. `ms` is milliseconds. */
export function formatAge(ms: number): string {
  const span = Math.max(0, ms);
  if (span < MINUTE) return `${Math.floor(span / SECOND)} s`;
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min`;
  if (span < 2 * DAY) return `${Math.floor(span / HOUR)} h`;
  return `${Math.floor(span / DAY)} d`;
}

/**
 * A moment relative to `now` (milliseconds since 1970): `just now`, `12 s ago`, `in 4 min`, `3 h ago`; beyond two days
 * the date. Text that is no moment comes back as it is.
 */
export function formatRelative(iso: string, now: number, zone?: string): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return iso;
  const away = at - now;
  const far = Math.abs(away);
  if (far >= 2 * DAY) return formatDay(iso, now, zone);
  if (far < 2 * SECOND) return away > 0 ? 'now' : 'just now';
  return away > 0 ? `in ${formatAge(away + SECOND - 1)}` : `${formatAge(far)} ago`;
}

/** The exact moment with its zone: `Fri 21 Nov 2025, 10:12:31.120 GMT+1`. */
export function formatExact(iso: string, zone?: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const day = part(at, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }, zone).replace(/,/g, '');
  return `${day}, ${formatClock(iso, zone)} ${zoneName(at, zone)}`;
}

/** Time of day to the millisecond: `10:12:31.120`. */
export function formatClock(iso: string, zone?: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const style = { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 } as const;
  return part(at, { ...style, hourCycle: 'h23' }, zone);
}

/** Hour and minute: `10:12`. */
export function formatHour(iso: string, zone?: string): string {
  return part(new Date(iso), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, zone);
}

/** `12 Nov, 10:12`, with the year when it is not this one. */
export function formatDay(iso: string, now: number, zone?: string): string {
  const at = new Date(iso);
  const sameYear = at.getFullYear() === new Date(now).getFullYear();
  const day = part(at, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }, zone);
  return `${day}, ${formatHour(iso, zone)}`;
}

function twoUnits(span: number, big: number, bigName: string, small: number, smallName: string): string {
  const whole = Math.floor(span / big);
  const rest = Math.floor((span - whole * big) / small);
  return rest === 0 ? `${whole} ${bigName}` : `${whole} ${bigName} ${rest} ${smallName}`;
}

function part(at: Date, style: Intl.DateTimeFormatOptions, zone?: string): string {
  return new Intl.DateTimeFormat('en-GB', { ...style, ...(zone ? { timeZone: zone } : {}) }).format(at);
}

function zoneName(at: Date, zone?: string): string {
  const style = { timeZoneName: 'short', ...(zone ? { timeZone: zone } : {}) } as const;
  const parts = new Intl.DateTimeFormat('en-GB', style).formatToParts(at);
  return parts.find((one) => one.type === 'timeZoneName')?.value ?? 'UTC';
}
