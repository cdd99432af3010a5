import type { Command } from 'commander';
import type { RequestOf } from '../../api/types.ts';
import { localTime, print, printJson, table } from '../output.ts';
import { addServerOptions, connectToServer, dataOf, type ServerOptions } from '../server-client.ts';

type Filter = NonNullable<RequestOf<'listWork'>['query']>;

const FILTERS = ['cause', 'queue', 'state', 'owner', 'flow', 'search', 'code', 'snoozed'] as const;

type FilterOptions = ServerOptions & Pick<Filter, (typeof FILTERS)[number]> & { readonly json?: boolean };

function filterOf(options: FilterOptions): Filter {
  const given = FILTERS.filter((name) => options[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, options[name]] as const)) as Filter;
}

function withFilter(command: Command): Command {
  return addServerOptions(command)
    .option('--cause <key>', 'only this cause, as `holds causes` names it')
    .option('--queue <name>', 'only this work queue')
    .option('--state <state>', 'held, failed or unknown')
    .option('--owner <e-mail>', 'whose work: an e-mail address, me, or nobody')
    .option('--flow <name>', 'only this flow')
    .option('--search <text>', 'any number, e-mail address or start of a name')
    .option('--code <code>', 'only this error code')
    .option('--snoozed <which>', '`only` what rests, or `also` what rests; otherwise it is left out')
    .option('--json', 'print JSON');
}

/** `holds causes`: what needs a person, by its cause. */
export function addCauses(holds: Command): void {
  withFilter(holds.command('causes').description('what needs a person, by its cause')).action(
    async (options: FilterOptions) => {
      const client = await connectToServer(options);
      const { items } = dataOf(await client.listWork({ query: filterOf(options) }));
      if (options.json) return printJson(items);
      if (items.length === 0) return print('Nothing needs a person.');
      const rows = items.map((group) => [
        group.cause,
        String(group.count),
        group.queue,
        localTime(group.oldestAt),
        group.owner ?? '',
        group.text,
      ]);
      print(table([['CAUSE', 'COUNT', 'QUEUE', 'OLDEST', 'OWNER', 'WHAT'], ...rows]));
    },
  );
}

/** `holds assign` and `holds snooze`. */
export function addMarks(holds: Command): void {
  addServerOptions(
    holds.command('assign').argument('<cause>').argument('[owner]', 'an e-mail address; nobody when left out'),
  )
    .description('say who looks after a cause')
    .option('--note <text>', 'what they should know')
    .action(async (cause: string, owner: string | undefined, options: ServerOptions & { note?: string }) => {
      const client = await connectToServer(options);
      const note = options.note === undefined ? {} : { note: options.note };
      print(dataOf(await client.assignWork({ body: { causes: [cause], owner: owner ?? '', ...note } })).message);
    });
  addServerOptions(
    holds.command('snooze').argument('<cause>').argument('[until]', 'ISO 8601; not any more when left out'),
  )
    .description('let a cause rest until a time')
    .action(async (cause: string, until: string | undefined, options: ServerOptions) => {
      const client = await connectToServer(options);
      print(dataOf(await client.snoozeWork({ body: { causes: [cause], until: until ?? '' } })).message);
    });
}

interface FixOptions extends ServerOptions {
  readonly set?: readonly string[];
  readonly remember?: boolean;
  readonly alike?: boolean;
  readonly check?: boolean;
  readonly reason?: string;
  readonly json?: boolean;
}

/** `holds retry` for many, `holds fix` for the data of one and all that are alike. */
export function addMending(holds: Command): void {
  withFilter(holds.command('retry').description('retry everything that fits, in order of arrival'))
    .option('--reason <text>', 'kept with each run', 'retried by command')
    .option('--dry-run', 'only say what it would do')
    .action(async (options: FilterOptions & { reason: string; dryRun?: boolean }) => {
      const client = await connectToServer(options);
      const filter = filterOf(options);
      const seen = dataOf(await client.previewWork({ body: { verb: 'retry', filter } }));
      if (options.dryRun) {
        if (options.json) return printJson(seen);
        return tell(
          `${seen.count} would be retried.`,
          ...seen.sample.map(({ item, effect }) => `${item.run.facts.order ?? item.run.id}: ${effect}`),
        );
      }
      const done = [];
      const refused = [];
      for (let after: string | undefined; ; ) {
        const body = { verb: 'retry' as const, filter, expect: seen.count, reason: options.reason };
        const part = dataOf(await client.doWork({ body: { ...body, ...(after === undefined ? {} : { after }) } }));
        done.push(...part.done);
        refused.push(...part.refused);
        if (part.next === undefined) break;
        after = part.next;
      }
      if (options.json) return printJson({ done, refused });
      tell(
        `${done.length} retried, ${refused.length} left as they were.`,
        ...refused.map(({ runId, why }) => `${runId}: ${why}`),
      );
    });

  addServerOptions(holds.command('fix').argument('<run>'))
    .description('correct data of a held run and let it go on')
    .option('--set <path=value>', 'a correction, such as lines[0].itemNumber=PUMP-1001; may be repeated', collect, [])
    .option('--remember', 'keep the corrections as crosswalk rows for the orders to come')
    .option('--alike', 'also for the other runs with the same cause')
    .option('--check', 'only check against the rules of the other system; nothing is written; ends with 1 when refused')
    .option('--reason <text>', 'kept with the run', 'corrected by command')
    .option('--json', 'print JSON')
    .action(async (id: string, options: FixOptions) => {
      const client = await connectToServer(options);
      const params = { id };
      const changes = (options.set ?? []).map((text) => {
        const at = text.indexOf('=');
        return { path: text.slice(0, Math.max(at, 0)), value: text.slice(at + 1) };
      });
      const remember = options.remember ? changes.map(({ path }) => ({ path, as: 'crosswalk' as const })) : [];
      if (options.check) {
        const checked = dataOf(await client.checkRunFix({ params, body: { changes, remember } }));
        if (!checked.ok) process.exitCode = 1;
        return options.json ? printJson(checked) : print(checked.words);
      }
      const body = { changes, remember, alike: options.alike ?? false, reason: options.reason ?? '' };
      const done = dataOf(await client.fixRun({ params, body }));
      return options.json
        ? printJson(done)
        : tell(done.message, ...done.left.map(({ runId, why }) => `${runId}: ${why}`));
    });
}

function tell(...lines: readonly string[]): void {
  print(lines.join('\n'));
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
