import { setTimeout as sleep } from 'node:timers/promises';
import { Argument, type Command } from 'commander';
import type { Client } from '../../api/client.ts';
import { SYNC_SUBJECTS } from '../../api/sync-subjects.ts';
import type { Sync } from '../../api/types.ts';
import { print, printJson, say, table } from '../output.ts';
import { footLine, progressLine } from '../progress.ts';
import { addServerOptions, connectToServer, dataOf, type ServerOptions } from '../server-client.ts';

type Options = ServerOptions & { full?: boolean; dryRun?: boolean; json?: boolean; wait: boolean };

const LOOK_MS = 500;

/** `landbridge sync`: reads records now, and watches until what comes of it is done. */
export function addSync(program: Command): void {
  const words = 'read records now and bring the other system up to date; what changed, or with --full everything';
  addServerOptions(program.command('sync').description(words))
    .addArgument(new Argument('<subject>', 'what to read').choices(SYNC_SUBJECTS))
    .option('--full', 'everything from the beginning, not only what changed')
    .option('--dry-run', 'read and count, change nothing')
    .option('--no-wait', 'ask for it and come back at once')
    .option('--json', 'print JSON when it is done')
    .addHelpText(
      'after',
      `
It goes on in the server when this command is stopped; started again, the command watches the same one.

Exit code: 0 done, 1 something could not be read or a run failed.`,
    )
    .action(async (subject: Sync['subject'], options: Options) => {
      const client = await connectToServer(options);
      const body = { full: options.full === true, dryRun: options.dryRun === true };
      const params = { subject: subject as (typeof SYNC_SUBJECTS)[number] };
      const begun = dataOf(await client.startSync({ params, body }));
      if (begun.joined === true) say('This sync is under way already; watching it.');
      const sync = options.wait ? await watch(client, begun) : begun;
      if (options.json) printJson(sync);
      else print(summaryOf(sync));
      if (sync.state === 'failed' || sync.work.failed > 0) process.exitCode = 1;
    });
}

/** Looks again and again until all is read and done; shows how far it is. */
async function watch(client: Client, begun: Sync): Promise<Sync> {
  const foot = footLine(process.stderr);
  const stop = (): never => {
    foot.clear();
    say('The sync goes on in the server. Start the command again to watch it.');
    process.exit(130);
  };
  process.once('SIGINT', stop);
  let sync = begun;
  const most = { work: 0, since: Date.now() };
  try {
    while (sync.state === 'reading' || sync.state === 'working') {
      foot.show(lineOf(sync, most));
      await sleep(LOOK_MS);
      const answer = await client.getSync({ params: { id: sync.id } });
      // A server that starts again goes on with it, and so do we.
      if (answer.ok) sync = answer.data;
      else if (answer.problem.status !== 0 && answer.problem.status < 500) dataOf(answer);
    }
  } finally {
    process.off('SIGINT', stop);
    foot.clear();
  }
  return sync;
}

function lineOf(sync: Sync, most: { work: number; since: number }): string {
  const waits = sync.readings.find((reading) => reading.failure !== undefined)?.failure;
  if (waits !== undefined) return `waiting: ${waits.message}`;
  if (sync.state === 'reading') {
    const done = sync.readings.reduce((sum, reading) => sum + reading.read, 0);
    const known = sync.readings.every((reading) => reading.total !== undefined || reading.state !== 'running');
    const total = sync.readings.reduce((sum, reading) => sum + (reading.total ?? reading.read), 0);
    const elapsedMs = Date.now() - Date.parse(sync.startedAt);
    return `reading  ${progressLine({ done, elapsedMs, ...(known ? { total } : {}) })}`;
  }
  const left = sync.work.pending + sync.work.open;
  if (left > most.work) Object.assign(most, { work: left, since: Date.now() });
  return `writing  ${progressLine({ done: most.work - left, total: most.work, elapsedMs: Date.now() - most.since })}`;
}

/** What was read and what came of it, as a person reads it. */
export function summaryOf(sync: Sync): string {
  const rows = sync.readings.map((reading) => [
    reading.title,
    reading.connection,
    String(reading.read),
    sync.dryRun ? '' : String(reading.fresh),
    reading.state === 'failed' ? `failed: ${reading.failure?.message ?? ''}` : reading.state,
  ]);
  const lines = [table([['READ', 'OVER', 'RECORDS', sync.dryRun ? '' : 'NEW', 'STATE'], ...rows])];
  if (sync.dryRun) {
    const sample = sync.readings.flatMap((reading) => reading.sample).slice(0, 10);
    lines.push(sample.length === 0 ? 'Nothing to read.' : `The first: ${sample.join(', ')}`);
    const what =
      sync.flows.length === 0 ? 'No flow starts with these records.' : `Would start: ${sync.flows.join(', ')}`;
    lines.push(`${what} Nothing was changed.`);
  } else if (sync.flows.length === 0) lines.push('No flow starts with these records.');
  else {
    const { completed, held, failed, pending, open } = sync.work;
    const left = pending + open > 0 ? `, ${pending + open} to do` : '';
    lines.push(`${sync.flows.join(', ')}: ${completed} runs done, ${held} held, ${failed} failed${left}.`);
    if (held > 0) lines.push('See what is held: landbridge holds list');
  }
  return lines.join('\n');
}
