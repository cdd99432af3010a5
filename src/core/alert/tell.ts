import type { Alert } from './model.ts';

/** One change of an alert that people are told of. */
export interface ToldChange {
  readonly do: 'fire' | 'end' | 'test';
  readonly alert: Pick<
    Alert,
    'id' | 'rule' | 'subject' | 'title' | 'severity' | 'summary' | 'link' | 'firedAt' | 'endedAt'
  >;
}

/** A message as every channel makes its own of it. */
export interface AlertMessage {
  readonly id: string;
  readonly environment: string;
  /** Address under which people open the console, without a slash at its end. */
  readonly consoleUrl: string;
  readonly changes: readonly ToldChange[];
}

const SIGNS: Readonly<Record<ToldChange['do'], string>> = { fire: 'Alert', end: 'Ended', test: 'Test' };

/** The one line that says it all: a subject of a mail, the first line of a chat message. */
export function headline({ environment, changes }: AlertMessage): string {
  const [first] = changes;
  const place = environment === 'production' ? '' : ` (${environment})`;
  if (first === undefined) return `Landbridge${place}`;
  const more = changes.length === 1 ? '' : ` and ${changes.length - 1} more`;
  const worst = changes.find((change) => change.do === 'fire' && change.alert.severity === 'critical') ?? first;
  const sign = worst.do === 'fire' && worst.alert.severity === 'critical' ? 'Critical' : SIGNS[worst.do];
  return `${sign}${place}: ${worst.alert.title}${more}`;
}

/** What is said of one change, in one sentence, and where the list behind it is. */
export function lineOf(change: ToldChange, consoleUrl: string): { readonly text: string; readonly url: string } {
  const { alert } = change;
  const text =
    change.do === 'end'
      ? `Ended: ${alert.title} – ${alert.summary} (it lasted ${lastedText(alert)})`
      : `${alert.title}: ${alert.summary}`;
  return { text, url: `${consoleUrl}${alert.link}` };
}

function lastedText({ firedAt, endedAt = firedAt }: ToldChange['alert']): string {
  const minutes = Math.max(1, Math.round((endedAt - firedAt) / 60_000));
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/** The whole message as plain text. */
export function plainText(message: AlertMessage): string {
  const lines = message.changes.map((change) => lineOf(change, message.consoleUrl));
  return [
    ...lines.map(({ text, url }) => `${text}\n${url}\n`),
    `All alerts: ${message.consoleUrl}/alerts`,
    'Acknowledge an alert there, so that others see that somebody is on it. It ends by itself.',
  ].join('\n');
}

/**
 * What is worth telling of the changes of one message. What fired and ended before anybody was told is one line. A firing
 * whose end another message of the channel tells or has told is none: nothing would end it at the receiver again.
 */
export function worthTelling(changes: readonly ToldChange[], endedElsewhere: readonly string[] = []): ToldChange[] {
  const ended = new Set(changes.filter((change) => change.do === 'end').map(({ alert }) => alert.id));
  for (const id of endedElsewhere) ended.add(id);
  return changes.filter((change) => change.do !== 'fire' || !ended.has(change.alert.id));
}

/**
 * The channels over which a rule's alerts are told, of those that are there: the ones it names, or all. Names of
 * channels that are gone count for nothing, so that a rule which names no other tells somebody.
 */
export function channelsOf(named: readonly string[] | undefined, there: readonly string[]): readonly string[] {
  const known = named?.filter((name) => there.includes(name)) ?? [];
  return known.length > 0 || named?.length === 0 ? known : there;
}
