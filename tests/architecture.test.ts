import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Rules about the code, held here and not by a lint plug-in, which can vanish in a change of tools. */

const root = new URL('..', import.meta.url).pathname;
const source = listFiles('src').filter((file) => /\.tsx?$/.test(file));
const product = source.filter((file) => !/\.test\.tsx?$/.test(file));

function listFiles(folder: string): string[] {
  return (readdirSync(join(root, folder), { recursive: true }) as string[]).map((name) => join(folder, name));
}

/** Ring of a file: the first folder below src, with connectors told apart. */
function ringOf(file: string): string {
  const [, ring = '', part = ''] = file.split('/');
  if (ring === 'connectors' && part.includes('.')) return 'connectors';
  if (ring === 'connectors') return `connectors/${part}`;
  return ring.replace(/\.ts$/, '');
}

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'"();]*?\s+from\s+)?'([^']+)'|import\('([^']+)'\)/g;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(importPattern)].map((match) => {
    const specifier = match[2] ?? match[3] ?? '';
    const to = specifier.startsWith('.') ? relative(root, join(root, dirname(file), specifier)) : specifier;
    return { from: file, to, typeOnly: match[1] !== undefined };
  });
}

/** A file's text without its comments. */
function codeOf(file: string): string {
  return readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
}

const imports = product.flatMap(importsOf);
const isLocal = (target: string): boolean => target.startsWith('src/');

/** Who may import whom. `types` are rings of which only types may be used. */
const RULES: Readonly<Record<string, { rings: readonly string[]; types?: readonly string[] }>> = {
  core: { rings: ['core'] },
  api: { rings: ['api', 'core'] },
  engine: { rings: ['engine', 'core'] },
  store: { rings: ['store', 'core', 'engine'] },
  monitor: { rings: ['monitor', 'core'], types: ['engine'] },
  assist: { rings: ['assist', 'core'], types: ['engine'] },
  server: { rings: ['server', 'core', 'api', 'engine', 'assist', 'monitor'] },
  console: { rings: ['console', 'core', 'api'] },
  cli: { rings: ['cli', 'core', 'api', 'main'] },
  'connectors/kit': { rings: ['connectors/kit', 'core'] },
};

describe('who may import whom', () => {
  test.each(Object.entries(RULES))('%s', (ring, rule) => {
    const bad = imports
      .filter((each) => ringOf(each.from) === ring && isLocal(each.to))
      .filter(
        (each) => !rule.rings.includes(ringOf(each.to)) && !(each.typeOnly && rule.types?.includes(ringOf(each.to))),
      );
    expect(bad.map((each) => `${each.from} → ${each.to}`)).toEqual([]);
  });

  test('the store uses nothing of the engine but its ports', () => {
    const bad = imports.filter((each) => ringOf(each.from) === 'store' && each.to.startsWith('src/engine/'));
    expect(bad.filter((each) => !/src\/engine\/([a-z]+-)?ports\.ts$/.test(each.to)).map((each) => each.from)).toEqual(
      [],
    );
  });

  test('a connector knows core, the kit and itself', () => {
    const bad = imports
      .filter((each) => /^connectors\/(?!kit)/.test(ringOf(each.from)) && isLocal(each.to))
      .filter((each) => !['core', 'connectors/kit', ringOf(each.from)].includes(ringOf(each.to)));
    expect(bad.map((each) => `${each.from} → ${each.to}`)).toEqual([]);
  });

  test('a connector does not use its sandbox', () => {
    const bad = imports.filter(
      (each) =>
        /^src\/connectors\/[^/]+\/(?!sandbox|testing|simulation)/.test(each.from) && /\/sandbox\//.test(each.to),
    );
    expect(bad.map((each) => `${each.from} → ${each.to}`)).toEqual([]);
  });

  test.each(['core', 'api', 'console'])('%s runs in a browser: nothing of Node', (ring) => {
    const bad = imports.filter((each) => ringOf(each.from) === ring && each.to.startsWith('node:'));
    const allowed = bad.filter((each) => !each.from.endsWith('vite.config.ts'));
    expect(allowed.map((each) => `${each.from} → ${each.to}`)).toEqual([]);
  });
});

describe('core is pure', () => {
  const impure = /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|process\.|setTimeout|setInterval|fetch)\(?/;
  test('no clock, no chance, no I/O', () => {
    const bad = product.filter((file) => ringOf(file) === 'core').filter((file) => impure.test(codeOf(file)));
    expect(bad).toEqual([]);
  });

  test('only the libraries for expressions, numbers and YAML', () => {
    const allowed = new Set(['@marcbachmann/cel-js', 'decimal.js', 're2js', 'yaml']);
    const bad = imports.filter((each) => ringOf(each.from) === 'core' && !isLocal(each.to) && !allowed.has(each.to));
    expect(bad.map((each) => `${each.from} → ${each.to}`)).toEqual([]);
  });
});

describe('files', () => {
  const HARD_LIMIT = 400;
  /** Debt that may only shrink. */
  const EXCEPTIONS: readonly string[] = [];
  const lengths = product.map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length }));

  test(`none is above ${HARD_LIMIT} lines`, () => {
    const long = lengths.filter(({ file, lines }) => lines > HARD_LIMIT && !EXCEPTIONS.includes(file));
    expect(long).toEqual([]);
  });

  test('an exception that is no longer needed is taken off the list', () => {
    expect(EXCEPTIONS.filter((file) => (lengths.find((each) => each.file === file)?.lines ?? 0) <= HARD_LIMIT)).toEqual(
      [],
    );
  });

  test('the median is near 100 lines', () => {
    const sorted = lengths.map((each) => each.lines).toSorted((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(120);
  });

  test('no default exports, no any', () => {
    const bad = product
      .filter((file) => !file.endsWith('vite.config.ts'))
      .filter((file) => /^export default|:\s*any\b|\bas any\b|<any>/m.test(codeOf(file)));
    expect(bad).toEqual([]);
  });
});

describe('connectors are siblings', () => {
  const names = [
    'connector.ts',
    'connection.ts',
    'client.ts',
    'errors.ts',
    'operations',
    'triggers',
    'sandbox',
    'samples',
    'README.md',
  ];
  test.each(['m3', 'clarity'])('%s has the file names of its neighbours', (connector) => {
    const entries = readdirSync(join(root, 'src/connectors', connector));
    expect(names.filter((name) => !entries.includes(name))).toEqual([]);
  });
});

describe('error codes and their documentation', () => {
  const codePattern = /^ {2}'([a-z0-9]+(?:[.-][a-z0-9-]+)+)': \{\s*(?:kind|\.\.\.)/gm;
  /** Tables are in files named for them, or beside the one function that uses them. */
  const tables = product.filter((file) => /\/errors\.ts$/.test(file) || /\bfailureFrom\(/.test(codeOf(file)));
  const declared = new Set(
    tables.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(codePattern)].map((match) => match[1] ?? ''),
    ),
  );
  const documented = new Set(
    [...readFileSync(join(root, 'docs/errors.md'), 'utf8').matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1] ?? ''),
  );

  test('every code stands in docs/errors.md', () => {
    expect([...declared].filter((code) => !documented.has(code)).toSorted()).toEqual([]);
  });

  test('every documented code exists', () => {
    expect([...documented].filter((code) => !declared.has(code)).toSorted()).toEqual([]);
  });
});
