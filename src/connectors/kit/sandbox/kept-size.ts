import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SeedSize, seedSize } from './catalogue.ts';

/**
 * The size a sandbox was first started with, which its folder keeps: asking for another one later changes nothing.
 * A folder from before sizes were kept holds a small one. Without a folder it is what is asked for.
 * @throws Error when a figure is none of a seed
 */
export function keptSize(folder: string | undefined, wish: Partial<SeedSize>, isNew: () => boolean): SeedSize {
  if (folder === undefined) return seedSize(wish);
  const file = join(folder, 'seed.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as SeedSize;
  const size = seedSize(isNew() ? wish : {});
  writeFileSync(file, `${JSON.stringify(size)}\n`, { mode: 0o600 });
  return size;
}
