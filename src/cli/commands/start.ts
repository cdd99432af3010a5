import { type Command, Option } from 'commander';
import { runStart } from '../../main.ts';
import { print } from '../output.ts';
import { readCount, readRate } from './sandbox.ts';

interface StartFlags {
  sandbox: boolean;
  sandboxFolder?: string;
  quick?: boolean;
  feed?: boolean;
  restored?: boolean;
  items?: number;
  life?: boolean;
  rate: number;
}

export function addStart(program: Command): void {
  program
    .command('start')
    .description('run Landbridge: intake, workers and console')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--port <n>', 'port of console, API and webhooks (default: 4600)')
    .option('--data <folder>', 'folder of the embedded database and keys (default: ./data)')
    .option('--role <roles>', 'what this process does: intake,work,console (default: all)')
    .option('--instance <name>', 'name of this process among others (default: host and port)')
    .option('--concurrency <n>', 'runs worked on at the same time (default: 64)')
    .option('--environment <name>', 'shown on every screen: sandbox, test, production')
    .option('--public-url <url>', 'address by which people reach the console')
    .option('--metrics-port <n>', 'port on loopback for Prometheus')
    .option('--no-sandbox', 'run neither sandbox; connections come from the console or a file')
    .option('--items <n>', 'how many items both sandboxes have at their first start (default: 200)', readCount)
    .option('--life', 'people act in both sandboxes by themselves')
    .option('--rate <n>', 'how many acts a second in each sandbox with --life', readRate, 1)
    .option('--connections <file>', 'YAML file with the connections to run against')
    .option('--restored', 'the database was restored: begin with all connections paused')
    .addOption(new Option('--sandbox-folder <folder>', 'connect sandboxes that run already').hideHelp())
    .addOption(new Option('--feed', 'have the connected sandboxes tell of changes in M3').hideHelp())
    .addOption(new Option('--quick', 'settings for demos: short pauses').hideHelp())
    .addHelpText(
      'after',
      `
Examples:
  landbridge start                                             both sandboxes beside it, to try everything
  landbridge start --no-sandbox --connections systems.yaml     your own M3 and store
  landbridge start --items 5000 --life                         large sandboxes in which people are at work
  DATABASE_URL=postgres://… landbridge start --no-sandbox      on a PostgreSQL server of your own
  landbridge start --no-sandbox --role work --instance two     one more worker on the same database
`,
    )
    .action(async (flags: Record<string, string> & StartFlags) => {
      const { items, life, rate, ...rest } = flags;
      const sandboxes = { ...(items === undefined ? {} : { items }), ...(life ? { lifePerSecond: rate } : {}) };
      await runStart({ ...rest, sandboxes }, print);
    });
}
