import type { Client } from '../src/api/client.ts';
import type { SYNC_SUBJECTS } from '../src/api/sync-subjects.ts';
import type { Sync } from '../src/api/types.ts';
import { dataOf } from '../src/cli/server-client.ts';
import { type Calls, pause, type SandboxControl } from './sandbox-control.ts';

export type Subject = (typeof SYNC_SUBJECTS)[number];

/** One subject, read in full and brought to the store. */
export interface Load {
  readonly what: 'first' | 'again';
  readonly subject: Subject;
  readonly seconds: number;
  /** Records that were read. */
  readonly records: number;
  readonly failed: number;
  readonly held: number;
  readonly calls: Calls;
  /** Processor time by part, seconds. */
  readonly cpuSeconds: Readonly<Record<string, number>>;
}

export interface Verdict {
  readonly reached: boolean;
  readonly text: string;
}

/** Reads all of a subject and waits until the work that comes of it is done. */
export async function syncAll(rig: {
  readonly client: Client;
  readonly control: SandboxControl;
  readonly what: Load['what'];
  readonly subject: Subject;
  readonly cpuMs: () => Readonly<Record<string, number>>;
}): Promise<Load> {
  const { client, control, what, subject, cpuMs } = rig;
  const before = { calls: await control.countCalls(), cpu: cpuMs() };
  const startedAt = performance.now();
  const asked = await begin(client, subject);
  let sync = asked;
  while (sync.state === 'reading' || sync.state === 'working') {
    await pause(200);
    sync = dataOf(await client.getSync({ params: { id: asked.id } }));
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const { failed, held } = sync.work;
  const cpu = Object.entries(cpuMs()).map(([part, ms]) => [part, (ms - (before.cpu[part] ?? 0)) / 1_000] as const);
  return {
    ...{ what, subject, seconds, failed, held },
    records: sync.readings.reduce((sum, { read }) => sum + read, 0),
    calls: difference(before.calls, await control.countCalls()),
    cpuSeconds: Object.fromEntries(cpu),
  };
}

/** A server that has just started needs a moment to open its connections. */
async function begin(client: Client, subject: Subject): Promise<Sync> {
  for (let tries = 0; ; tries += 1) {
    const answer = await client.startSync({ params: { subject }, body: { full: true } });
    if (answer.ok || tries === 100) return dataOf(answer);
    await pause(200);
  }
}

function difference(before: Calls, after: Calls): Calls {
  const grown = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, count]) => count > 0).toSorted((left, right) => right[1] - left[1]));
}

/** A load in lines for people. */
export function tell({ what, subject, seconds, records, failed, held, calls, cpuSeconds }: Load): string {
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  const rest = failed + held > 0 ? `, ${failed} failed, ${held} held` : '';
  const cpu = Object.entries(cpuSeconds).map(([part, each]) => `${part} ${each.toFixed(1)}`);
  const lines = Object.entries(calls).map(([name, count]) => `  ${String(count).padStart(6)}  ${name}\n`);
  const head = `${subject}, ${what}: ${seconds.toFixed(1)} s, ${records} records, ${total} calls${rest}; CPU s ${cpu.join(', ')}\n`;
  return head + lines.join('');
}

/** Whether the first load was quick enough, nothing failed and the connections' limits were kept. */
export function judgeLoads(
  loads: readonly Load[],
  mostAtOnce: Readonly<Record<string, number>>,
  goals: { readonly seconds: number; readonly concurrency: number },
): readonly Verdict[] {
  const sum = (pick: (load: Load) => number, what?: Load['what']): number =>
    loads.filter((load) => what === undefined || load.what === what).reduce((total, load) => total + pick(load), 0);
  const seconds = sum((load) => load.seconds, 'first');
  const lost = sum(({ failed, held }) => failed + held);
  const most = Math.max(0, ...Object.values(mostAtOnce));
  const each = Object.entries(mostAtOnce).map(([name, count]) => `${name} ${count}`);
  return [
    {
      reached: seconds <= goals.seconds,
      text: `first load of items, prices and stock: ${seconds.toFixed(1)} s, at most ${goals.seconds}`,
    },
    { reached: lost === 0, text: `runs that failed or were held: ${lost}` },
    {
      reached: most <= goals.concurrency,
      text: `calls at the same time: ${each.join(', ')}, at most ${goals.concurrency}`,
    },
  ];
}
