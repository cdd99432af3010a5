import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command, type Option } from 'commander';
import { expect, test } from 'vitest';
import { staleFiles } from '../scripts/docs/generated-files.ts';

/** The documents say what the code does: generated ones are fresh, links lead somewhere, commands exist. */

const root = new URL('..', import.meta.url).pathname;
const OUTSIDE = new Set(['node_modules', '.git', 'data', 'dist']);

interface Page {
  readonly path: string;
  readonly text: string;
}

function listPages(folder: string): Page[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return OUTSIDE.has(entry.name) ? [] : listPages(path);
    return entry.name.endsWith('.md') ? [{ path, text: readFileSync(join(root, path), 'utf8') }] : [];
  });
}

const pages = listPages('.');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** A page without what is written as code. */
const proseOf = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');

/** What is written as code: lines of blocks and spans. */
function codeOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```[^\n]*\n([\s\S]*?)^```/gm)].flatMap((match) => (match[1] ?? '').split('\n'));
  const spans = [...text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  return [...blocks, ...spans];
}

/** The anchor that a heading gets. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

test('generated documents are fresh (else run: npm run docs)', () => {
  expect(staleFiles(root).map(({ path }) => path)).toEqual([]);
});

test('every relative link leads to a file, and to a heading where it names one', () => {
  const dead = pages.flatMap(({ path, text }) =>
    [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1] ?? '')
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [file = '', anchor] = target.split('#');
        const full = file === '' ? path : join(dirname(path), file);
        if (!existsSync(join(root, full))) return true;
        if (anchor === undefined) return false;
        return ![...read(full).matchAll(/^#+ (.+)$/gm)].some((match) => anchorOf(match[1] ?? '') === anchor);
      })
      .map((target) => `${path}: ${target}`),
  );
  expect(dead).toEqual([]);
});

test('every path of the repository that a page names is there', () => {
  const path = /^(?:src|docs|flows|tests|bench|scripts|bin)\/[\w./-]*$/;
  const missing = pages.flatMap((page) =>
    codeOf(page.text)
      .filter((code) => path.test(code) && !existsSync(join(root, code)))
      .map((code) => `${page.path}: ${code}`),
  );
  expect(missing).toEqual([]);
});

/** The commands as the terminal knows them, with every option each of them takes. */
async function commandLine(): Promise<Map<string, ReadonlySet<string>>> {
  const program = new Command('landbridge').helpOption('-h, --help').version('0', '--version');
  for (const file of readdirSync(join(root, 'src/cli/commands')).filter((name) => /(?<!\.test)\.ts$/.test(name))) {
    const module = (await import(join(root, 'src/cli/commands', file))) as Record<string, unknown>;
    for (const [name, add] of Object.entries(module)) {
      if (name.startsWith('add') && typeof add === 'function') (add as (program: Command) => void)(program);
    }
  }
  const known = new Map<string, ReadonlySet<string>>();
  const walk = (command: Command, path: string): void => {
    known.set(path, new Set(['--help', '--version', ...command.options.map((option: Option) => option.long ?? '')]));
    for (const inner of command.commands) walk(inner, `${path} ${inner.name()}`.trim());
  };
  walk(program, '');
  return known;
}

/** Uses of the command line in a piece of code: the words after `landbridge`, up to the end of the command. */
function commandsIn(code: string): string[][] {
  return [...code.matchAll(/(?:^|npx |\s)landbridge ((?:[a-z<-])[^#|&;]*)/g)].map((match) =>
    (match[1] ?? '').trim().split(/\s+/),
  );
}

test('every command and option that a page names exists', async () => {
  const known = await commandLine();
  expect(known.size).toBeGreaterThan(6);
  const wrong = pages.flatMap((page) =>
    codeOf(page.text)
      .flatMap(commandsIn)
      .filter(([first = '']) => first !== '<command>')
      .flatMap((words) => {
        const use = `${page.path}: landbridge ${words.join(' ')}`;
        const path = known.has(words.slice(0, 2).join(' ')) ? words.slice(0, 2).join(' ') : (words[0] ?? '');
        const options = known.get(path);
        if (options === undefined || path === '') return [use];
        const flags = words.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0] ?? '');
        return flags.some((flag) => !options.has(flag)) ? [use] : [];
      }),
  );
  expect(wrong).toEqual([]);
});

test('every npm script that a page names exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
  const named = pages.flatMap((page) =>
    codeOf(page.text).flatMap((code) =>
      [...code.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map((match) => match[1] ?? match[2] ?? ''),
    ),
  );
  expect([...new Set(named)].filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

test('every variable, flag and metric of the product stands in the operating guide', () => {
  const guide = read('docs/operating.md');
  const variables = [...read('src/config.ts').matchAll(/'((?:LANDBRIDGE_[A-Z_]+|DATABASE_URL))'/g)];
  const flags = [...read('src/cli/commands/start.ts').matchAll(/\.option\('(--[a-z-]+)/g)];
  const metrics = ['metrics', 'product-metrics', 'process-metrics'].flatMap((name) => [
    ...read(`src/monitor/${name}.ts`).matchAll(/\bname: '([a-z_]+)'/g),
  ]);
  const names = [...variables, ...flags, ...metrics].map((match) => match[1] ?? '');
  expect(names.length).toBeGreaterThan(25);
  expect([...new Set(names)].filter((name) => !guide.includes(`\`${name}`))).toEqual([]);
});

test('sections that code refers to are there', () => {
  const named = /docs\/[a-z0-9/-]+\.md, (?:"[^"]+"(?: and |, )?)+/g;
  const missing = listSources('src').flatMap((path) =>
    [...read(path).matchAll(named)].flatMap(([text]) => {
      const page = text.slice(0, text.indexOf(','));
      const headings = new Set(
        read(page)
          .split('\n')
          .flatMap((line) => /^#+ (.*)$/.exec(line)?.[1] ?? []),
      );
      const sections = [...text.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? '');
      return sections.filter((section) => !headings.has(section)).map((section) => `${path}: ${page}, "${section}"`);
    }),
  );
  expect(missing).toEqual([]);
});

function listSources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
}
