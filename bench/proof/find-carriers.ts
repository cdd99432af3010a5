import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULT_CATALOGUE } from './fault-catalogue.ts';

/** A test file whose texts name the fault. */
export interface Carried {
  readonly id: string;
  readonly fault: string;
  readonly files: readonly string[];
}

const FOLDERS = ['src', 'tests', 'flows'];
const TEST_FILE = /\.test\.tsx?$/;
/** Quoted text on one line: the names of tests, and of the rows of tables that tests are made from. */
const QUOTED = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
const ID = /[CNADWSO]\d\d/g;
/** Where a name tells its faults: first of all (`N01 N02: lost calls`), or in brackets (`lost calls (N01, N02)`). */
const TOLD = /^(?:[CNADWSO]\d\d\b[ ,:]*)+(?=\S*[a-z])|\((?:[CNADWSO]\d\d\b[ ,]*)+\)/g;

/** Pure: the ids that stand in quoted texts of a test file, comments left out. */
export function idsIn(text: string): Set<string> {
  const code = text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  const quoted = code.match(QUOTED) ?? [];
  const told = quoted.flatMap((each) => each.slice(1, -1).match(TOLD) ?? []);
  return new Set(told.flatMap((each) => each.match(ID) ?? []));
}

/** Each fault of the catalogue with the test files that carry its id. */
export function findCarriers(root: string): readonly Carried[] {
  const carriers = new Map<string, string[]>();
  for (const folder of FOLDERS) {
    for (const name of readdirSync(join(root, folder), { recursive: true }) as string[]) {
      if (!TEST_FILE.test(name)) continue;
      const file = join(folder, name);
      for (const id of idsIn(readFileSync(join(root, file), 'utf8')))
        carriers.set(id, [...(carriers.get(id) ?? []), file]);
    }
  }
  return Object.entries(FAULT_CATALOGUE).map(([id, fault]) => ({ id, fault, files: carriers.get(id) ?? [] }));
}

/** Faults without a test; those of security may come later. */
export function missingOf(carried: readonly Carried[]): readonly Carried[] {
  return carried.filter(({ id, files }) => files.length === 0 && !id.startsWith('S'));
}
