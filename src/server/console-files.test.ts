import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createServer } from './server.ts';
import { createFakeWorld } from './testing/fake-deps.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'landbridge-console-'));
  await mkdir(join(root, 'console/assets'), { recursive: true });
  await writeFile(join(root, 'secret.txt'), 'not for the browser');
  await writeFile(join(root, 'console/index.html'), '<title>Landbridge</title>');
  await writeFile(join(root, 'console/icon.svg'), '<svg/>');
  await writeFile(join(root, 'console/assets/main-ab12.js'), 'run()');
  await writeFile(join(root, 'console/assets/run.sh'), 'echo no');
});
afterAll(() => rm(root, { recursive: true }));

async function get(path: string, headers: Record<string, string> = {}, folder = 'console') {
  const { app } = createServer(createFakeWorld({ consoleFolder: join(root, folder) }).deps);
  const response = await app.request(path, { headers });
  const { status } = response;
  const of = (name: string): string | null => response.headers.get(name);
  return {
    status,
    text: await response.text(),
    type: of('content-type'),
    cache: of('cache-control'),
    tag: of('etag'),
    of,
  };
}

describe('the console', () => {
  test('gets its index for every page, never from a cache unasked', async () => {
    for (const path of ['/', '/orders', '/runs/0190-x', '/welcome?token=abc', '/index.html']) {
      expect(await get(path), path).toMatchObject({
        status: 200,
        text: '<title>Landbridge</title>',
        cache: 'no-cache',
      });
    }
    expect((await get('/')).of('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  test('keeps files with a hash in their name for good, and asks again for the others', async () => {
    const script = await get('/assets/main-ab12.js');
    expect(script).toMatchObject({ status: 200, text: 'run()', type: 'text/javascript; charset=utf-8' });
    expect(script.cache).toContain('immutable');
    const icon = await get('/icon.svg');
    expect(icon).toMatchObject({ type: 'image/svg+xml', cache: 'no-cache' });
    expect((await get('/icon.svg', { 'if-none-match': icon.tag ?? '' })).status).toBe(304);
  });

  test('S07: cannot be left by any path', async () => {
    for (const path of [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/assets/..%2f..%2f..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/assets/..\\..\\..\\secret.txt',
      '/assets/run.sh',
      '/assets/missing.js',
    ]) {
      expect(await get(path), path).toMatchObject({ status: 404 });
    }
  });

  test('does not stand in for the API', async () => {
    expect(await get('/api/v1/ghost')).toMatchObject({ status: 404, type: 'application/problem+json' });
    expect((await get('/hooks/ghost')).type).toBe('application/problem+json');
    expect(await get('/orders', { host: 'evil.example' })).toMatchObject({ status: 403 });
  });

  test('says how to build it when it is not there', async () => {
    expect(await get('/', {}, 'nowhere')).toMatchObject({
      status: 503,
      text: expect.stringContaining('npm run build'),
    });
  });
});

test('a console that is built anew under a running server is served by the next page', async () => {
  const folder = join(root, 'rebuilt');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), 'old');
  await writeFile(join(folder, 'assets/main-old.js'), 'old()');
  const { app } = createServer(createFakeWorld({ consoleFolder: folder }).deps);
  const statusOf = async (path: string): Promise<number> => (await app.request(path)).status;
  expect(await statusOf('/assets/main-old.js')).toBe(200);
  await rm(join(folder, 'assets/main-old.js'));
  await writeFile(join(folder, 'assets/main-new.js'), 'new()');
  await writeFile(join(folder, 'index.html'), 'new');
  expect(await statusOf('/assets/main-old.js')).toBe(404);
  await pause(1_050);
  expect(await (await app.request('/orders')).text()).toBe('new');
  expect(await statusOf('/assets/main-new.js')).toBe(200);
});
