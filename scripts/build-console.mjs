// Builds the console when the package is prepared. Without the development packages there is nothing to build with, and
// a server that only takes webhooks and moves orders needs no console.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const vite = fileURLToPath(new URL('../node_modules/vite/bin/vite.js', import.meta.url));
const node = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

if (!existsSync(vite)) {
  console.error('The console is not built: the development packages are not installed.');
} else {
  const runtime = existsSync(node) ? node : process.execPath;
  const options = ['build', '--config', 'src/console/vite.config.ts', '--logLevel', 'warn'];
  const { status } = spawnSync(runtime, [vite, ...options], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
