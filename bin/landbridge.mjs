#!/usr/bin/env node
// The door for people and scripts. It sees to it that the right Node runs the product, with the memory that was measured:
// whoever starts it by another Node or without these settings gets what he asked for in a process that has both.
import { spawn } from 'node:child_process';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

/** The product needs Node 24: types are stripped, not compiled, and the settings below are known to this one. */
const MAJOR = 24;

// On a machine with much memory V8 puts its housekeeping off and takes several times what is alive. The young generation
// has one size from the beginning: left to itself it doubles whenever a busy moment comes, which looks like a leak for hours.
const FLAGS = ['--min-semi-space-size=16', '--max-semi-space-size=16', '--heap-growing-percent=40'];
// The C library of Linux keeps an arena for nearly every thread, each as large as its busiest moment.
const SETTINGS = process.platform === 'linux' ? { MALLOC_ARENA_MAX: '2' } : {};

const isRightNode = Number(process.versions.node.split('.')[0]) === MAJOR;
const isSet =
  FLAGS.every((flag) => process.execArgv.includes(flag)) && Object.keys(SETTINGS).every((name) => name in process.env);

if (isRightNode && isSet) {
  // Compiled code is kept between starts: a warm start is then a matter of milliseconds.
  module.enableCompileCache();
  await import('../src/cli/index.ts');
} else {
  const node = isRightNode
    ? process.execPath
    : fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
  const self = fileURLToPath(import.meta.url);
  const others = process.execArgv.filter((flag) => !FLAGS.includes(flag));
  handOver(node, [...others, ...FLAGS, self, ...process.argv.slice(2)], { ...SETTINGS, ...process.env });
}

/** Goes on as another process: in the place of this one where the system can do that, else below it. */
function handOver(file, args, env) {
  // Without that file execve ends the process with words for nobody.
  if (process.execve && isRightNode) process.execve(file, [file, ...args], env);
  const child = spawn(file, args, { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Landbridge needs Node ${MAJOR}. Run 'npm ci' first. (${error.message})`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
