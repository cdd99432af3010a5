import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../src/store/test-database.ts';
import { runCommand } from './command-line.ts';

/** Commands that say what is wrong: a typo in a flow, a port that is taken, a setting that cannot be. */

const flows = fileURLToPath(new URL('../../flows', import.meta.url));
let scratch: string;
let database: TestDatabase;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'landbridge-commands-'));
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
  await rm(scratch, { recursive: true, force: true });
});

/** A copy of the prebuilt flows in which one text is another. */
async function flowsWith(name: string, file: string, from: string, to: string): Promise<string> {
  const folder = join(scratch, name);
  await cp(flows, folder, { recursive: true });
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  expect(text).toContain(from);
  await writeFile(path, text.replace(from, to));
  return folder;
}

test('the prebuilt flows are valid', async () => {
  const run = await runCommand(['validate', flows]);
  expect(run.output).toContain('0 errors');
  expect(run.code).toBe(0);
});

test.each([
  [
    'an operation',
    'order-to-cash/flow.yaml',
    'call: m3.customer.ensure',
    'call: m3.customer.ensrue',
    'm3.customer.ensure',
  ],
  ['a member of a step', 'order-to-cash/flow.yaml', '    catch:', '    cacth:', 'catch'],
  ['a field of the record', 'order-to-cash/order.map.yaml', '${ order.currency }', '${ order.curency }', 'currency'],
  [
    'a target field',
    'order-to-cash/order.map.yaml',
    '  customerReference:',
    '  custommerReference:',
    'customerReference',
  ],
])('a typo in %s is told with file, line and what was meant', async (what, file, from, to, meant) => {
  const folder = await flowsWith(what.replaceAll(' ', '-'), file, from, to);
  const run = await runCommand(['validate', folder, '--json']);
  expect(run.code).toBe(1);
  const { problems } = JSON.parse(run.output) as { problems: readonly object[] };
  const text = await readFile(join(folder, file), 'utf8');
  const line = text.slice(0, text.indexOf(to)).split('\n').length;
  expect(problems).toContainEqual(expect.objectContaining({ file, line, severity: 'error' }));
  expect(JSON.stringify(problems)).toContain(meant);
});

test('for people, a problem is a line with its place, and what was meant', async () => {
  const folder = await flowsWith('words', 'order-to-cash/flow.yaml', 'call: m3.order.create', 'call: m3.order.craete');
  const run = await runCommand(['validate', folder]);
  expect(run.code).toBe(1);
  expect(run.output).toMatch(/order-to-cash\/flow\.yaml:\d+:\d+ {2}error/);
  expect(run.output).toContain('did you mean: m3.order.create');
  expect(run.output).toMatch(/\d+ files, [1-9]\d* errors/);
});

test('a port that is taken is named, with the remedy', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const address = squatter.address();
  const port = String(address !== null && typeof address === 'object' ? address.port : 0);
  const environment = { DATABASE_URL: database.connectionString };
  const started = await runCommand(['start', '--port', port, '--data', join(scratch, 'data')], environment);
  const sandbox = await runCommand(['sandbox', 'm3', '--port', port, '--data', join(scratch, 'sandbox')]);
  squatter.close();
  expect(started.code).toBe(1);
  expect(started.errors).toContain(`Port ${port} on 127.0.0.1 is in use.`);
  expect(started.errors).toContain('server.port-in-use');
  expect(started.errors.match(/choose another port with --port/g)).toHaveLength(1);
  expect(sandbox.code).toBe(1);
  expect(sandbox.errors).toContain(port);
});

test.each([
  ['O10 a database address', ['start'], { DATABASE_URL: 'mysql://nowhere' }, 'DATABASE_URL'],
  ['O10 a role', ['start', '--role', 'intake,wrok'], {}, '--role'],
  ['O10 a port', ['start', '--port', 'eighty'], {}, '--port'],
])('%s that cannot be is refused by its name', async (_, parameters, environment, setting) => {
  const run = await runCommand([...parameters, '--data', join(scratch, 'never')], environment);
  expect(run.code).toBe(1);
  expect(run.errors).toContain(setting);
  expect(run.errors).not.toMatch(/^\s+at /m);
});

test('a server that is not there, and a command that is misspelt', async () => {
  const away = await runCommand(['holds', 'list', '--url', 'http://127.0.0.1:9', '--data', scratch]);
  expect(away.code).toBe(1);
  expect(away.errors).toContain('client.unreachable');
  const misspelt = await runCommand(['valdate', flows]);
  expect(misspelt.code).not.toBe(0);
  expect(misspelt.errors).toContain('validate');
});
