import type { Command } from 'commander';
import { journalLines } from '../journal-lines.ts';
import { localTime, print, printJson, table } from '../output.ts';
import { addServerOptions, connectToServer, dataOf, type ServerOptions } from '../server-client.ts';

const FILTERS = ['state', 'flow', 'search', 'queue', 'code', 'since', 'until', 'endedSince', 'endedUntil'] as const;

type ListOptions = ServerOptions &
  Partial<Record<(typeof FILTERS)[number], string>> & { limit: string; json?: boolean };
type OneOptions = ServerOptions & { reason?: string; json?: boolean };

export function addRuns(program: Command): void {
  const runs = program.command('runs').description('runs of flows: one for each order, status change, …');

  addServerOptions(runs.command('list').description('list runs, newest first'))
    .option('--state <states>', 'only these states, separated by commas')
    .option('--flow <name>', 'only this flow')
    .option('--search <text>', 'any number, e-mail address or start of a name')
    .option('--queue <name>', 'only held runs of this work queue')
    .option('--code <code>', 'only this error code')
    .option('--since <time>', 'only runs that arrived at this time or later, such as 2026-11-21T06:00:00Z')
    .option('--until <time>', 'only runs that arrived before this time')
    .option('--ended-since <time>', 'only runs that were done or canceled at this time or later')
    .option('--ended-until <time>', 'only runs that were done or canceled before this time')
    .option('--limit <n>', 'how many', '50')
    .option('--json', 'print JSON')
    .action(async (options: ListOptions) => {
      const client = await connectToServer(options);
      const filters = FILTERS.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]] as const]));
      const query = { limit: Number(options.limit), ...Object.fromEntries(filters) };
      const page = dataOf(await client.listRuns({ query }));
      if (options.json) return printJson(page.items);
      const rows = page.items.map((run) => [
        run.id,
        run.facts.order ?? '',
        run.facts.erpOrder ?? '',
        run.unknownOutcome ? `${run.state}, outcome unknown` : run.state,
        localTime(run.arrivedAt),
        run.hold?.reason ?? run.failure?.message ?? '',
      ]);
      print(table([['RUN', 'WEB ORDER', 'M3 ORDER', 'STATE', 'ARRIVED', 'WHY'], ...rows]));
    });

  addServerOptions(runs.command('show <id>').description('show what happened in a run'))
    .option('--json', 'print JSON')
    .action(async (id: string, options: OneOptions) => {
      const client = await connectToServer(options);
      const run = dataOf(await client.getRun({ params: { id } }));
      if (options.json) return printJson(run);
      print(`${run.flowTitle}, version ${run.flowVersion}: ${run.state}`);
      const facts = Object.entries(run.facts).filter(([, value]) => value !== undefined);
      print(table(facts.map(([name, value]) => [`  ${name}`, String(value)])));
      for (const line of journalLines(run.journal)) print(line);
    });

  for (const verb of ['retry', 'replay'] as const) {
    const words = { retry: 'go on from the step that failed', replay: 'start a new run from the same event' }[verb];
    addServerOptions(runs.command(`${verb} <id>`).description(words))
      .option('--reason <text>', 'why, for the audit log')
      .option('--json', 'print JSON')
      .action(async (id: string, options: OneOptions) => {
        const client = await connectToServer(options);
        const body = options.reason === undefined ? {} : { reason: options.reason };
        const answer =
          verb === 'retry' ? client.retryRun({ params: { id }, body }) : client.replayRun({ params: { id }, body });
        const done = dataOf(await answer);
        if (options.json) return printJson(done);
        print(done.newRunId === undefined ? done.message : `${done.message} ${done.newRunId}`);
      });
  }
}
