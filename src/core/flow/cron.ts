interface CronField {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Words that stand for numbers, the first for `least` of the field. */
  readonly words?: readonly string[];
}

const FIELDS: readonly CronField[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31 },
  {
    name: 'month',
    least: 1,
    most: 12,
    words: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of the week', least: 0, most: 7, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

/** Days a month has at most; 30 February never comes. */
const LONGEST: readonly number[] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What is wrong with a cron expression of five fields, in words; undefined when it can be kept. */
export function cronFault(text: string): string | undefined {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) {
    return 'a schedule has five fields: minute, hour, day of the month, month, day of the week';
  }
  for (const [index, field] of FIELDS.entries()) {
    const fault = fieldFault(parts[index] ?? '', field);
    if (fault !== undefined) return fault;
  }
  return neverComes(parts[2] ?? '', parts[3] ?? '', parts[4] ?? '') ? 'no month of these has such a day' : undefined;
}

function fieldFault(text: string, field: CronField): string | undefined {
  for (const part of text.split(',')) {
    const [range = '', step, more] = part.split('/');
    const jumps = step === undefined || (/^[1-9]\d?$/.test(step) && Number(step) <= field.most);
    if (more !== undefined || !jumps) {
      return `"${part}" is no ${field.name}: after the slash stands how many are skipped, as in */15`;
    }
    if (range === '*') continue;
    const [from = '', to, third] = range.split('-');
    const first = numberOf(from, field);
    const last = to === undefined ? first : numberOf(to, field);
    if (third !== undefined || first === undefined || last === undefined) {
      return `"${part}" is no ${field.name}: it goes from ${field.least} to ${field.most}`;
    }
    if (first > last) return `"${part}" is no ${field.name}: it ends before it begins`;
  }
  return undefined;
}

function numberOf(text: string, { least, most, words }: CronField): number | undefined {
  const word = words?.indexOf(text.toLowerCase()) ?? -1;
  if (word >= 0) return word + Math.min(least, 1);
  if (!/^\d{1,2}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}

function neverComes(day: string, month: string, weekday: string): boolean {
  if (weekday !== '*' || !/^\d+$/.test(day) || !/^\d+$/.test(month)) return false;
  return Number(day) > (LONGEST[Number(month) - 1] ?? 31);
}
