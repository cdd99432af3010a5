import { readdirSync, readFileSync } from 'node:fs';
import { parseTables } from './parse.ts';
import type { MiTables } from './tables.ts';

let loaded: MiTables | undefined;

/**
 * The built-in MI tables, read from the `.m3tx` files beside this module at the first call and kept.
 * @throws TableGrammarError when a shipped file is broken.
 */
export function loadMiTables(): MiTables {
  loaded ??= parseTables(
    readdirSync(import.meta.dirname)
      .filter((name) => name.endsWith('.m3tx'))
      .sort()
      .map((name) => ({ name, text: readFileSync(`${import.meta.dirname}/${name}`, 'utf8') })),
  );
  return loaded;
}
