import type { RunDetail } from '../api/types.ts';
import { localTime } from './output.ts';

type Entry = RunDetail['journal'][number];

/** The journal of a run as lines, in the time of this machine as lists have it; a day has a line of its own. */
export function journalLines(journal: readonly Entry[]): string[] {
  let today = '';
  return journal.flatMap((entry) => {
    const [day = '', time = ''] = localTime(entry.at).split(' ');
    const line = `  ${time}${millisecondsOf(entry.at)}  ${entry.type.padEnd(15)} ${describe(entry)}`.trimEnd();
    if (day === today) return [line];
    today = day;
    return [`  ${day}`, line];
  });
}

/** The steps of a run lie closer together than a second. */
const millisecondsOf = (iso: string): string => `.${String(new Date(iso).getMilliseconds()).padStart(3, '0')}`;

function describe(entry: Entry): string {
  const more = entry as Partial<Record<'step' | 'call' | 'outcome' | 'why', string>> & {
    failure?: { code: string; message: string };
    hold?: { reason: string };
  };
  const parts = [
    more.step,
    more.call,
    more.outcome,
    more.failure?.code,
    more.failure?.message ?? more.hold?.reason ?? more.why,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}
