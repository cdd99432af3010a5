import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startStoreSandbox } from './server.ts';
import { openStore } from './testing/open-store.ts';

describe('a store with a data folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'store-sandbox-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('keeps orders, changes, settings and credentials over a restart', async () => {
    const first = await openStore({ dataFolder: folder });
    const id = await first.place('freight', '3');
    await first.api('PATCH', `/Ordering/SalesOrder/Confirm/${id}`);
    await first.api('PATCH', '/Accounts/Account/Deactivate/Key/C100002');
    await first.plain('POST', '/sandbox/settings', { readCacheSeconds: 7 });
    const [order, ledger] = [await first.order(id), await first.ledgerOrder(id)];
    await first.close();

    const second = await openStore({ dataFolder: folder });
    expect(second.credentials).toEqual(first.credentials);
    expect(await second.order(id)).toEqual(order);
    expect(await second.ledgerOrder(id)).toEqual(ledger);
    expect(await second.emails(id)).toEqual(['order-received', 'order-confirmed']);
    expect((await second.api('GET', '/Accounts/Account/Exists/Key/C100002')).status).toBe(204);
    expect((await second.plain('GET', '/sandbox/settings')).body['readCacheSeconds']).toBe(7);
    const next = await second.place('plain', '1');
    expect(next).toBe(id + 1);
    const lines = (await second.order(next))['SalesItems'] as { ID: number }[];
    const oldLines = order['SalesItems'] as { ID: number }[];
    expect(lines[0]?.ID).toBeGreaterThan(Math.max(...oldLines.map((line) => line.ID)));
    await second.close();
  });

  test('C a half-written last line, as a kill leaves it, is ignored', async () => {
    const first = await openStore({ dataFolder: folder });
    const id = await first.place('plain');
    await first.close();
    await appendFile(join(folder, 'store.log'), '["put","SalesOrder",{"ID":9999,"Cust');
    const second = await openStore({ dataFolder: folder });
    expect(await second.order(id)).toMatchObject({ ID: id });
    expect((await second.api('GET', '/Ordering/SalesOrder/ID/9999')).status).toBe(204);
    await second.close();
  });

  test('what happened is on disk within 50 ms', async () => {
    const store = await openStore({ dataFolder: folder });
    const id = await store.place('plain');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await readFile(join(folder, 'store.log'), 'utf8')).toContain(`["put","SalesOrder",{"ID":${id}`);
    await store.close();
  });

  test('credentials are random and readable by the owner only', async () => {
    const [one, other] = [await openStore({ dataFolder: folder }), await openStore()];
    expect((await stat(join(folder, 'credentials.json'))).mode & 0o777).toBe(0o600);
    expect(one.credentials.password).not.toBe(other.credentials.password);
    expect(one.credentials.password.length).toBeGreaterThanOrEqual(20);
    await Promise.all([one.close(), other.close()]);
  });

  test('a port in use is told at start', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(startStoreSandbox({ port, dataFolder: folder })).rejects.toThrow(/EADDRINUSE/);
    other.close();
  });
});
