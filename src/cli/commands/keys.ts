import type { Command } from 'commander';
import { rotateKeys } from '../../main.ts';
import { print, printJson } from '../output.ts';

interface Options {
  readonly data?: string;
  readonly keep?: boolean;
  readonly json?: boolean;
}

/** `landbridge keys`: the master key of stored secrets. */
export function addKeys(program: Command): void {
  const keys = program.command('keys').description('the master key that seals stored secrets');
  keys
    .command('rotate')
    .description('make a new master key, seal every stored secret with it, and forget the old one')
    .option('--keep', 'leave the old key in the file, for other machines that have a copy of it')
    .option('--data <folder>', 'data folder of the server on this machine', process.env['LANDBRIDGE_DATA'] ?? './data')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Servers that read the same file go on meanwhile. Stopped at any point it loses nothing: start it
again. Keep a copy of the new file apart from the database backups; backups from before need the old key.`,
    )
    .action(async ({ data, keep, json }: Options) => {
      const rotated = await rotateKeys(data === undefined ? {} : { data }, keep === true);
      if (json) return printJson(rotated);
      const how = rotated.resumed ? 'Went on with' : 'Made';
      print(`${how} master key ${rotated.current} and sealed ${rotated.secrets} secrets with it.`);
      print(
        rotated.forgotten.length === 0
          ? 'The old key is still in the file: copy the file to the other machines, then rotate without --keep.'
          : `Forgotten: ${rotated.forgotten.join(', ')}. Copy the key file to where you keep it.`,
      );
    });
}
