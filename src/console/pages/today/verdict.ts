import type { ConnectionLight, Today } from '../../../api/types.ts';
import { plural } from '../../words/amount.ts';

/** Whether everything flows: `good`, `attention` (a person is needed), `bad` (a system is away). */
export interface Verdict {
  readonly tone: 'good' | 'attention' | 'bad';
  readonly sentence: string;
  readonly detail: string;
}

/** Says in two sentences whether everything flows and what needs a person; the worst comes first. */
export function verdictOf(today: Pick<Today, 'flows' | 'connections'>): Verdict {
  const held = sum(today, 'held');
  const failed = sum(today, 'failed');
  const waiting = sum(today, 'waiting');
  const open = waiting + sum(today, 'queued') + sum(today, 'running');
  const troubled = today.connections.filter((light) => light.state !== 'working');
  const needed = needsPerson(held, failed);

  if (troubled.length > 0) {
    const detail = needed ?? (open > 0 ? waitsFor(open) : 'No order waits for it yet.');
    return { tone: 'bad', sentence: troubled.map(inWords).join(' '), detail };
  }
  if (needed !== undefined) {
    const rest = waiting > 0 ? `${waits(waiting)}; everything else flows.` : 'Everything else flows.';
    return { tone: 'attention', sentence: needed, detail: `All systems answer. ${rest}` };
  }
  return {
    tone: 'good',
    sentence: 'Everything flows.',
    detail: [...restOf(open - waiting, waiting), 'nothing needs a person.'].join('; ').replace(/^n/, 'N'),
  };
}

function needsPerson(held: number, failed: number): string | undefined {
  const all = held + failed;
  if (all === 0) return undefined;
  const which = failed === 0 ? 'held' : held === 0 ? 'given up' : `held (${held}) or given up (${failed})`;
  return all === 1
    ? `1 order is ${which} and needs a person.`
    : `${plural(all, 'order')} are ${which} and need a person.`;
}

function waitsFor(open: number): string {
  return `${plural(open, 'order')} ${open === 1 ? 'goes' : 'go'} on by ${open === 1 ? 'itself' : 'themselves'} once it is back.`;
}

function waits(count: number): string {
  return count === 1 ? '1 order waits and goes on by itself' : `${plural(count, 'order')} wait and go on by themselves`;
}

function restOf(moving: number, waiting: number): string[] {
  return [...(moving > 0 ? [`${plural(moving, 'order')} on the way`] : []), ...(waiting > 0 ? [waits(waiting)] : [])];
}

const STATE_SENTENCES: Readonly<Record<ConnectionLight['state'], (title: string) => string>> = {
  working: (title) => `${title} works.`,
  down: (title) => `${title} does not answer.`,
  recovering: (title) => `${title} is being tried again.`,
  paused: (title) => `${title} is paused.`,
  closed: (title) => `${title} is closed for maintenance.`,
  limited: (title) => `Part of ${title} was stopped by hand.`,
};

function inWords(light: ConnectionLight): string {
  return STATE_SENTENCES[light.state](light.title);
}

function sum(today: Pick<Today, 'flows'>, key: 'held' | 'failed' | 'waiting' | 'queued' | 'running'): number {
  return today.flows.reduce((total, flow) => total + flow[key], 0);
}
