import type { Command } from 'commander';
import type { Flow, FlowDetail } from '../../api/types.ts';
import { print, printJson, table } from '../output.ts';
import { addServerOptions, connectToServer, dataOf, type ServerOptions } from '../server-client.ts';

type RunOptions = ServerOptions & { input?: string; key?: string; json?: boolean };

/** `landbridge flows`: what is deployed, and starting a flow by hand. */
export function addFlows(program: Command): void {
  const flows = program.command('flows').description('flows that are deployed');

  addServerOptions(flows.command('list').description('list them with their live version'))
    .option('--json', 'print JSON')
    .action(async (options: ServerOptions & { json?: boolean }) => {
      const client = await connectToServer(options);
      const { items } = dataOf(await client.listFlows());
      if (options.json) return printJson(items);
      const rows = items.map((flow) => [flow.flow, String(flow.version), stateOf(flow), flow.title]);
      print(table([['FLOW', 'VERSION', 'STATE', 'TITLE'], ...rows]));
    });

  addServerOptions(flows.command('show <flow>').description('show the settings of a flow and what each is for'))
    .option('--json', 'print JSON')
    .action(async (flow: string, options: ServerOptions & { json?: boolean }) => {
      const client = await connectToServer(options);
      const detail = dataOf(await client.getFlow({ params: { flow }, query: {} }));
      if (options.json) {
        const { files: _, ...rest } = detail;
        return printJson(rest);
      }
      print(`${detail.title}, version ${detail.version}, ${stateOf(detail)}`);
      print(settingsTable(detail));
    });

  addServerOptions(flows.command('run <flow>').description('start a flow now that the clock or a person starts'))
    .option('--input <json>', 'a JSON object that the flow reads as event.input')
    .option('--key <text>', 'the same key starts it once')
    .option('--json', 'print JSON')
    .action(async (flow: string, options: RunOptions) => {
      const client = await connectToServer(options);
      const input = options.input === undefined ? {} : { input: readInput(options.input) };
      const key = options.key === undefined ? {} : { key: options.key };
      const started = dataOf(await client.runFlow({ params: { flow }, body: { ...input, ...key } }));
      if (options.json) return printJson(started);
      const again = 'That key has started the flow before; nothing was started.';
      print(started.runId === '' ? again : `Started. See it with: landbridge runs show ${started.runId}`);
    });
}

function settingsTable({ declared, settings }: Pick<FlowDetail, 'declared' | 'settings'>): string {
  if (declared.length === 0) return 'It has no settings.';
  const rows = declared.map(({ name, title, default: fallback, choices }) => {
    const value = (settings[name] as typeof fallback | undefined) ?? fallback;
    const kind = choices ? `one of ${choices.join(', ')}` : `default ${String(fallback) || 'empty'}`;
    return [name, String(value), value === fallback ? '' : kind, title];
  });
  return table([['SETTING', 'VALUE', '', 'WHAT'], ...rows]);
}

function stateOf({ active, paused, waiting }: Flow): string {
  if (paused) return `paused, ${waiting ?? 0} waiting`;
  return active ? 'live' : 'off';
}

function readInput(text: string): Record<string, never> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, never>;
  } catch {
    // Told below.
  }
  throw new Error('--input is not a JSON object, such as \'{"day":"2026-11-20"}\'');
}
