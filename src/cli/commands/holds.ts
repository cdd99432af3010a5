import type { Command } from 'commander';
import { localTime, print, printJson, table } from '../output.ts';
import { addCauses, addMarks, addMending } from './work.ts';
import { addServerOptions, connectToServer, dataOf, type ServerOptions } from '../server-client.ts';

export function addHolds(program: Command): void {
  const holds = program.command('holds').description('work that waits for a person');
  addServerOptions(holds.command('list').description('list everything that is held or failed'))
    .option('--queue <name>', 'only this work queue')
    .option('--json', 'print JSON')
    .action(async (options: ServerOptions & { queue?: string; json?: boolean }) => {
      const items = await listHolds(options, options.queue);
      if (options.json) return printJson(items);
      if (items.length === 0) return print('Nothing waits for a person.');
      const rows = items.map((hold) => [hold.order, hold.queue, hold.code, localTime(hold.since), hold.reason]);
      print(table([['ORDER', 'QUEUE', 'CODE', 'SINCE', 'REASON'], ...rows]));
    });
  addCauses(holds);
  addMarks(holds);
  addMending(holds);
}

/** All holds, page after page. */
export async function listHolds(options: ServerOptions, queue?: string) {
  const client = await connectToServer(options);
  const first = dataOf(await client.listHolds({ query: { limit: 100, ...(queue === undefined ? {} : { queue }) } }));
  const items = [...first.items];
  for (let cursor = first.next; cursor !== undefined; ) {
    const page = dataOf(
      await client.listHolds({ query: { limit: 100, cursor, ...(queue === undefined ? {} : { queue }) } }),
    );
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}
