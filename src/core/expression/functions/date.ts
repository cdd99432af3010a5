import { Optional } from '@marcbachmann/cel-js';
import { Decimal } from '../../decimal.ts';
import type { FunctionDefinition } from './definition.ts';

type Moment = string | Date;

interface Fields {
  readonly date: string;
  readonly time: string;
}

const DATE_ONLY = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    try {
      formatter = new Intl.DateTimeFormat('en-CA-u-ca-iso8601-nu-latn', {
        timeZone: zone,
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
      });
    } catch {
      throw new Error(`unknown time zone "${zone}"; use a name such as Europe/Stockholm`);
    }
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** The wall clock in a zone. A text without a time is a calendar date and is not moved by any zone. */
function wallClock(moment: Moment, zone: string): Fields {
  if (typeof moment === 'string') {
    const calendar = DATE_ONLY.exec(moment.trim());
    if (calendar !== null) return { date: calendarDate(calendar), time: '000000' };
  }
  const instant = typeof moment === 'string' ? readInstant(moment.trim()) : moment;
  const year = instant.getUTCFullYear();
  if (year < 1900 || year > 9998) throw new Error(`the year ${year} is not one that M3 can hold`);
  const parts = Object.fromEntries(
    formatterOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const of = (name: string): string => parts[name] ?? '';
  return { date: `${of('year')}${of('month')}${of('day')}`, time: `${of('hour')}${of('minute')}${of('second')}` };
}

function instantOf(text: string): Date | undefined {
  const instant = INSTANT.test(text) && isOnCalendar(text) ? new Date(text) : undefined;
  return Number.isNaN(instant?.getTime()) ? undefined : instant;
}

function readInstant(text: string): Date {
  const instant = instantOf(text);
  if (instant === undefined) {
    throw new Error(`"${text.slice(0, 40)}" is not a time as ISO 8601 writes it, such as 2026-11-21T18:30:00+01:00`);
  }
  return instant;
}

function calendarDate(match: RegExpExecArray): string {
  const [text, year, month, day] = match;
  if (!isOnCalendar(text)) throw new Error(`"${text}" is not a day of the calendar`);
  return `${year}${month}${day}`;
}

/** 31 February is refused instead of becoming 3 March. */
function isOnCalendar(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Nothing where one of the two is no moment, so that a record without a time stops no run. */
function secondsBetween(from: string, to: string): Optional {
  const [start, end] = [instantOf(from.trim()), instantOf(to.trim())];
  if (start === undefined || end === undefined) return Optional.none();
  return Optional.of(new Decimal(end.getTime() - start.getTime()).div(1_000));
}

const TYPES = ['string', 'google.protobuf.Timestamp'] as const;

/** Functions on dates. M3 keeps dates as eight and times as six digits, without a zone. */
export const DATE_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'day',
    summary: 'A moment as a calendar day (2026-11-21) in a time zone; a date without time stays as it is.',
    forms: TYPES.map((type) => ({
      signature: `day(${type}, string): string`,
      handler: (moment: Moment, zone: string) =>
        wallClock(moment, zone).date.replace(/(\d{4})(\d{2})(\d{2})/, '$1-$2-$3'),
    })),
    cases: [
      { expression: 'day("2026-11-21T23:30:00Z", "Europe/Stockholm")', gives: '2026-11-22' },
      { expression: 'day("2026-11-21", "America/New_York")', gives: '2026-11-21' },
      { expression: 'day("yesterday", "UTC")', fails: 'ISO 8601' },
    ],
  },
  {
    name: 'm3date',
    summary: 'A moment as a date of M3 (YYYYMMDD) in a time zone; a date without time stays as it is.',
    forms: TYPES.map((type) => ({
      signature: `m3date(${type}, string): string`,
      handler: (moment: Moment, zone: string) => wallClock(moment, zone).date,
    })),
    cases: [
      { expression: 'm3date("2026-11-21T23:30:00Z", "Europe/Stockholm")', gives: '20261122' },
      { expression: 'm3date("2026-11-21T23:30:00+01:00", "UTC")', gives: '20261121' },
      { expression: 'm3date("2026-03-29T00:30:00.123Z", "America/New_York")', gives: '20260328' },
      { expression: 'm3date("2026-11-21", "America/New_York")', gives: '20261121' },
      { expression: 'm3date(timestamp("2026-01-01T00:00:00Z"), "UTC")', gives: '20260101' },
      { expression: 'm3date("31.02.2026", "UTC")', fails: 'ISO 8601' },
      { expression: 'm3date("02/03/2026", "UTC")', fails: 'ISO 8601' },
      { expression: 'm3date("2026-02-31", "UTC")', fails: 'not a day of the calendar' },
      { expression: 'm3date("2026-02-30T10:00:00Z", "UTC")', fails: 'ISO 8601' },
      { expression: 'm3date("0001-01-01T00:00:00Z", "UTC")', fails: 'year 1' },
      { expression: 'm3date("9999-12-31T00:00:00Z", "UTC")', fails: 'year 9999' },
      { expression: 'm3date("2026-11-21T23:30:00Z", "Mars/Olympus")', fails: 'unknown time zone' },
    ],
  },
  {
    name: 'm3time',
    summary: 'A moment as a time of M3 (HHMMSS) in a time zone.',
    forms: TYPES.map((type) => ({
      signature: `m3time(${type}, string): string`,
      handler: (moment: Moment, zone: string) => wallClock(moment, zone).time,
    })),
    cases: [
      { expression: 'm3time("2026-11-21T23:30:05Z", "Europe/Stockholm")', gives: '003005' },
      { expression: 'm3time("2026-11-21", "Europe/Stockholm")', gives: '000000' },
    ],
  },
  {
    name: 'secondsBetween',
    summary:
      'The seconds from one moment to another, below zero when the second is earlier; nothing when one is no moment.',
    forms: [{ signature: 'secondsBetween(string, string): optional<decimal>', handler: secondsBetween }],
    cases: [
      {
        expression: 'secondsBetween("2026-11-21T23:30:05Z", "2026-11-21T23:30:06.500Z").orValue(decimal("0"))',
        gives: '1.5',
      },
      {
        expression: 'secondsBetween("2026-11-21T23:30:05Z", "2026-11-22T00:30:00+01:00").orValue(decimal("0"))',
        gives: '-5',
      },
      { expression: 'secondsBetween("2026-11-21T23:30:05", "").hasValue()', gives: false },
      { expression: 'secondsBetween("2026-02-31T25:00:00Z", "2026-11-21T00:00:00Z").hasValue()', gives: false },
    ],
  },
];
