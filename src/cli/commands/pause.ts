import { Argument, type Command } from 'commander';
import type { Client } from '../../api/client.ts';
import { print, printJson } from '../output.ts';
import { addServerOptions, connectToServer, dataOf, type ServerOptions } from '../server-client.ts';

const KINDS = ['connection', 'store', 'flow'] as const;
type Kind = (typeof KINDS)[number];
type Options = ServerOptions & { reason?: string; json?: boolean };

const KIND_WORDS =
  'connection (no calls over it), store (also the work that its events start), flow (its runs do not begin another step)';

/** `landbridge pause` and `landbridge resume`: work waits with a reason, events are taken in, nothing is lost. */
export function addPause(program: Command): void {
  addServerOptions(program.command('pause').description('let work wait; events are taken in all the while'))
    .addArgument(new Argument('<kind>', KIND_WORDS).choices(KINDS))
    .argument('<name>', 'of the connection or flow')
    .requiredOption('--reason <text>', 'shown to everybody who wonders')
    .option('--json', 'print JSON')
    .action(async (kind: Kind, name: string, options: Options) => {
      const client = await connectToServer(options);
      const answer = await pause(client, kind, name, options.reason ?? '');
      if (options.json) return printJson(answer);
      print(`Paused the ${kind} ${name}. Go on with: landbridge resume ${kind} ${name}`);
    });

  addServerOptions(program.command('resume').description('let paused work go on, in order of arrival'))
    .addArgument(new Argument('<kind>', 'what was paused').choices(KINDS))
    .argument('<name>', 'of the connection or flow')
    .option('--json', 'print JSON')
    .action(async (kind: Kind, name: string, options: Options) => {
      const client = await connectToServer(options);
      const answer = await resume(client, kind, name);
      if (options.json) return printJson(answer);
      print(`The ${kind} ${name} works; what waited for it goes on.`);
    });
}

async function pause(client: Client, kind: Kind, name: string, reason: string): Promise<object> {
  if (kind === 'flow') return dataOf(await client.pauseFlow({ params: { flow: name }, body: { reason } }));
  return dataOf(await client.pauseConnection({ params: { name }, body: { reason, source: kind === 'store' } }));
}

async function resume(client: Client, kind: Kind, name: string): Promise<object> {
  if (kind === 'flow') return dataOf(await client.resumeFlow({ params: { flow: name }, body: {} }));
  return dataOf(await client.resumeConnection({ params: { name }, body: {} }));
}
