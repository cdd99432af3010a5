import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { staleFiles } from './docs/generated-files.ts';

// Writes every document that is made from code: error codes, schemas, API description, tables of the guides.
// Run it with `node scripts/write-docs.ts`; tests/docs.test.ts fails while one of them is stale.
const root = fileURLToPath(new URL('..', import.meta.url));

for (const { path, text } of staleFiles(root)) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`wrote ${path}`);
}
