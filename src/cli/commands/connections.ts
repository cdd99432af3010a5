import type { Command } from 'commander';
import type { Connection } from '../../api/types.ts';
import { print, printJson, table } from '../output.ts';
import { addServerOptions, connectToServer, dataOf, type ServerOptions } from '../server-client.ts';

type Options = ServerOptions & { json?: boolean };
type ReasonOptions = Options & { reason?: string };
type WindowOptions = Options & {
  reason: string;
  start?: string;
  cron?: string;
  zone: string;
  minutes: string;
  drain: string;
};

/** `landbridge connections`: how they do, breakers by hand, and the calendar of maintenance windows. */
export function addConnections(program: Command): void {
  const connections = program.command('connections').description('how connected systems do, and when they are closed');

  addServerOptions(connections.command('list').description('state of each, with what waits for it'))
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const client = await connectToServer(options);
      const { items } = dataOf(await client.listConnections());
      if (options.json) return printJson(items);
      print(table([['NAME', 'STATE', 'SINCE', 'WAITING', 'WHY'], ...items.flatMap(rowsOf)]));
    });

  addServerOptions(
    connections.command('isolate <name> <operation>').description('stop one operation by hand; work for it waits'),
  )
    .requiredOption('--reason <text>', 'shown to everybody who wonders')
    .option('--json', 'print JSON')
    .action(async (name: string, operation: string, options: ReasonOptions) => {
      const client = await connectToServer(options);
      const body = { operation, reason: options.reason ?? '' };
      const breaker = dataOf(await client.isolateOperation({ params: { name }, body }));
      if (options.json) return printJson(breaker);
      print(`Stopped ${operation} over ${name}. Let it go with: landbridge connections close ${name} ${operation}`);
    });

  addServerOptions(
    connections.command('close <name> <operation>').description('close a breaker: let the operation work again'),
  )
    .option('--reason <text>', 'kept in the audit log')
    .option('--json', 'print JSON')
    .action(async (name: string, operation: string, options: ReasonOptions) => {
      const client = await connectToServer(options);
      const body = { operation, ...(options.reason === undefined ? {} : { reason: options.reason }) };
      const closed = dataOf(await client.closeBreaker({ params: { name }, body }));
      if (options.json) return printJson(closed);
      print(closed.changed ? `${operation} over ${name} works again.` : `${operation} over ${name} was not held back.`);
    });

  addWindowCommands(connections);
}

function addWindowCommands(connections: Command): void {
  addServerOptions(connections.command('windows').description('the calendar of maintenance windows'))
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const client = await connectToServer(options);
      const windows = dataOf(await client.listConnections()).items.flatMap((connection) => connection.windows);
      if (options.json) return printJson(windows);
      const rows = windows.map(({ id, connection, cron, zone, minutes, next, reason }) => [
        connection,
        next?.from ?? 'over',
        `${minutes} min`,
        cron === undefined ? 'once' : `${cron} (${zone})`,
        reason,
        id,
      ]);
      print(table([['CONNECTION', 'NEXT', 'FOR', 'WHEN', 'WHY', 'ID'], ...rows]));
    });

  addServerOptions(connections.command('add-window <name>').description('plan a maintenance window'))
    .requiredOption('--reason <text>', 'shown while it lasts')
    .requiredOption('--minutes <n>', 'how long it lasts')
    .option('--start <time>', 'once, from this moment, such as 2026-12-01T22:00:00+01:00')
    .option('--cron <pattern>', 'again and again: five fields, such as "0 2 * * 0" for Sundays at two')
    .option('--zone <zone>', 'time zone of the pattern', 'UTC')
    .option('--drain <minutes>', 'so long before it no new step is begun', '5')
    .option('--json', 'print JSON')
    .action(async (name: string, options: WindowOptions) => {
      const client = await connectToServer(options);
      const { reason, start, cron, zone } = options;
      const body = {
        reason,
        zone,
        minutes: Number(options.minutes),
        drainMinutes: Number(options.drain),
        ...(start === undefined ? {} : { startsAt: start }),
        ...(cron === undefined ? {} : { cron }),
      };
      const made = dataOf(await client.addWindow({ params: { name }, body }));
      if (options.json) return printJson(made);
      print(
        `Planned: ${name} is closed from ${made.next?.from ?? ''} to ${made.next?.until ?? ''}. Its id: ${made.id}`,
      );
    });

  addServerOptions(
    connections.command('remove-window <name> <id>').description('take a window off; an open one ends'),
  ).action(async (name: string, id: string, options: Options) => {
    const client = await connectToServer(options);
    dataOf(await client.removeWindow({ params: { name, id } }));
    print('The window is removed.');
  });
}

/** One line for the connection, and one for each operation that differs from it. */
function rowsOf({
  name,
  state,
  since,
  until,
  waiting,
  reason,
  breakers,
  closure,
  carefulUntil,
}: Connection): string[][] {
  const near = closure?.phase === 'draining' ? `closes at ${closure.from}: ${closure.reason}` : '';
  const why = until === undefined ? (reason ?? near) : `until ${until}: ${reason ?? ''}`;
  const care = carefulUntil === undefined ? '' : `looks before it writes until ${carefulUntil}`;
  return [
    [name, state, since ?? '', String(waiting ?? 0), [why, care].filter(Boolean).join('; ')],
    ...breakers.map((breaker) => {
      const next = breaker.nextTryAt === undefined ? '' : `, next try ${breaker.nextTryAt}`;
      return [`  ${breaker.operation}`, breaker.mode, breaker.since, '', `${breaker.reason ?? ''}${next}`];
    }),
  ];
}
