import type { NewWindow } from './use-away-verbs.ts';

/** Days as cron counts them. */
export const DAYS = [
  { value: '1', label: 'Monday' },
  { value: '2', label: 'Tuesday' },
  { value: '3', label: 'Wednesday' },
  { value: '4', label: 'Thursday' },
  { value: '5', label: 'Friday' },
  { value: '6', label: 'Saturday' },
  { value: '0', label: 'Sunday' },
] as const;

/** What the form holds, as people typed it. */
export interface WindowForm {
  readonly kind: 'weekly' | 'once' | 'pattern';
  readonly reason: string;
  readonly days: readonly string[];
  /** Hour and minute of a weekly window: `02:00`. */
  readonly time: string;
  /** Local date and time of a window that comes once: `2026-12-01T22:00`. */
  readonly start: string;
  readonly cron: string;
  readonly zone: string;
  readonly minutes: number;
  readonly drainMinutes: number;
}

/** The request that the form makes, or nothing while something is missing. */
export function requestOfForm(form: WindowForm): NewWindow | undefined {
  const reason = form.reason.trim();
  if (reason === '' || form.minutes < 1) return undefined;
  const base = { reason, zone: form.zone, minutes: form.minutes, drainMinutes: form.drainMinutes };
  switch (form.kind) {
    case 'once': {
      const at = new Date(form.start);
      return Number.isNaN(at.getTime()) ? undefined : { ...base, startsAt: at.toISOString() };
    }
    case 'pattern':
      return form.cron.trim().split(/\s+/).length === 5 ? { ...base, cron: form.cron.trim() } : undefined;
    case 'weekly': {
      const [hour, minute] = form.time.split(':').map(Number);
      if (hour === undefined || minute === undefined || form.days.length === 0) return undefined;
      return { ...base, cron: `${minute} ${hour} * * ${form.days.toSorted().join(',')}` };
    }
  }
}

const WEEKLY = /^(\d{1,2}) (\d{1,2}) \* \* ([\d,]+)$/;

/** A pattern as people say it, where it is a simple one: `Sundays at 02:00`. */
export function patternInWords(cron: string): string {
  const [, minute, hour, days] = WEEKLY.exec(cron) ?? [];
  if (minute === undefined || hour === undefined || days === undefined) return `by ${cron}`;
  const chosen = DAYS.filter(({ value }) => days.split(',').includes(value)).map(({ label }) => `${label}s`);
  const which = chosen.length === DAYS.length ? 'every day' : chosen.join(', ');
  return `${which} at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}
