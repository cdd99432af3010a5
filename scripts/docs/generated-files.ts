import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeApi } from '../../src/api/openapi.ts';
import { FILE_SCHEMAS, schemaText } from '../../src/core/flow/schema.ts';
import type { FileKind } from '../../src/core/flow/file-specs.ts';
import { errorPage } from './error-page.ts';
import { functionTable, problemTable } from './guide-tables.ts';
import { fillSection } from './markdown.ts';
import { stateTable } from './state-table.ts';

/** A file of the repository that is made from code. */
export interface GeneratedFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A page as the gate's formatter lays it out. */
function laidOut(root: string, path: string, text: string): GeneratedFile {
  const formatter = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const options = { cwd: root, input: text, encoding: 'utf8' } as const;
  return { path, text: execFileSync(process.execPath, [formatter, 'format', `--stdin-file-path=${path}`], options) };
}

/** Every generated file as it has to be now. `root` is the folder of the repository. */
export function generatedFiles(root: string): readonly GeneratedFile[] {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const filled = (path: string, sections: Readonly<Record<string, string>>): GeneratedFile => {
    const page = readFileSync(join(root, path), 'utf8');
    const text = Object.entries(sections).reduce((text, [name, content]) => fillSection(text, name, content), page);
    return laidOut(root, path, text);
  };
  return [
    laidOut(root, 'docs/errors.md', errorPage(root)),
    { path: 'docs/openapi.json', text: `${JSON.stringify(describeApi(version), null, 2)}\n` },
    ...(Object.keys(FILE_SCHEMAS) as FileKind[]).map((kind) => ({
      path: `docs/schemas/${kind}.json`,
      text: schemaText(kind),
    })),
    filled('docs/writing-flows.md', { functions: functionTable(), problems: problemTable() }),
    filled('ARCHITECTURE.md', { states: stateTable() }),
  ];
}

/** Those of the generated files that are missing or differ on disk. */
export function staleFiles(root: string): readonly GeneratedFile[] {
  return generatedFiles(root).filter(({ path, text }) => {
    const file = join(root, path);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
}
