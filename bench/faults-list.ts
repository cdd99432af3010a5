import { fileURLToPath } from 'node:url';
import { table } from '../src/cli/output.ts';
import { findCarriers, missingOf } from './proof/find-carriers.ts';

/** Lists every fault of the catalogue with the tests that carry it. Exits with 1 when one has none. */
const carried = findCarriers(fileURLToPath(new URL('..', import.meta.url)));
const shown = carried.map(({ id, fault, files }) => {
  const [first = id.startsWith('S') ? 'security, to come' : 'NO TEST', ...more] = files;
  return [id, fault, more.length === 0 ? first : `${first} and ${more.length} more`];
});
process.stdout.write(`${table([['ID', 'FAULT', 'CARRIED BY'], ...shown])}\n\n`);
const missing = missingOf(carried);
const tested = carried.filter(({ files }) => files.length > 0).length;
process.stdout.write(`${tested} of ${carried.length} faults have a test.\n`);
if (missing.length > 0) process.stdout.write(`Without one: ${missing.map(({ id }) => id).join(', ')}\n`);
process.exitCode = missing.length === 0 ? 0 : 1;
