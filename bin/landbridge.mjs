#!/usr/bin/env node
// The door for people and scripts. The product needs Node 24 (types are stripped, not compiled); when an
// older Node starts this file, it hands over to the Node that the package brings along.
import { spawn } from 'node:child_process';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const MINIMUM = 24;

// Compiled code is kept between starts: a warm start is then a matter of milliseconds.
module.enableCompileCache?.();

if (Number(process.versions.node.split('.')[0]) >= MINIMUM) {
  await import('../src/cli/index.ts');
} else {
  const bundled = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
  const child = spawn(bundled, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Landbridge needs Node ${MINIMUM}. Run 'npm ci' first. (${error.message})`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
