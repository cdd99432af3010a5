#!/usr/bin/env -S node --min-semi-space-size=16 --max-semi-space-size=16
// The door for people and scripts. The product needs Node 24 (types are stripped, not compiled); when an
// older Node starts this file, it hands over to the Node that the package brings along.
import { spawn } from 'node:child_process';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

const MINIMUM = 24;

// Compiled code is kept between starts: a warm start is then a matter of milliseconds.
module.enableCompileCache?.();

// On a machine with much memory V8 puts its housekeeping off and takes several times what is alive. Together with the
// flags of the first line this keeps a busy server below 300 MB. The young generation has one size from the beginning:
// left to itself it doubles whenever a busy moment comes, which looks like a leak for hours.
setFlagsFromString('--heap-growing-percent=60');

if (Number(process.versions.node.split('.')[0]) >= MINIMUM) {
  await import('../src/cli/index.ts');
} else {
  const bundled = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
  const child = spawn(bundled, [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Landbridge needs Node ${MINIMUM}. Run 'npm ci' first. (${error.message})`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
