// Runs after `npm ci`: makes `npx landbridge` find the command of this very package, and builds the console.
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import './build-console.mjs';

const folder = fileURLToPath(new URL('../node_modules/.bin/', import.meta.url));
mkdirSync(folder, { recursive: true });
rmSync(`${folder}landbridge`, { force: true });
// npm links the commands of dependencies, not those of the package itself; and a `bin` field would make npx install the
// package into its cache first.
if (process.platform === 'win32')
  writeFileSync(`${folder}landbridge.cmd`, '@node "%~dp0..\\..\\bin\\landbridge.mjs" %*\r\n');
else symlinkSync('../../bin/landbridge.mjs', `${folder}landbridge`);
