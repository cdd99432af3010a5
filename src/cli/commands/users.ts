import type { Command } from 'commander';
import { resetUser } from '../../main.ts';
import { localTime, print, printJson, say } from '../output.ts';

interface Options {
  readonly data?: string;
  readonly json?: boolean;
}

/** `landbridge users`: for people who cannot sign in to look after people. */
export function addUsers(program: Command): void {
  const users = program.command('users').description('people who sign in');
  users
    .command('reset <email>')
    .description('a one-time link by which the person sets a new password, also when no administrator can sign in')
    .option('--data <folder>', 'data folder of the server on this machine', process.env['LANDBRIDGE_DATA'] ?? './data')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Works for whoever may read the data folder, or knows DATABASE_URL. The link begins with
LANDBRIDGE_PUBLIC_URL; it stands in the audit log that it was made.`,
    )
    .action(async (email: string, { data, json }: Options) => {
      const link = await resetUser(data === undefined ? {} : { data }, email);
      if (json) return printJson(link);
      print(link.url);
      say(`Works once, until ${localTime(link.validUntil)}. Earlier links of the person do not work any more.`);
    });
}
