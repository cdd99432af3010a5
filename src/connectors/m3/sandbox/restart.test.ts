import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openSession, placeOrder, signIn, stageOrder } from './testing/session.ts';

const folder = mkdtempSync(join(tmpdir(), 'm3-sandbox-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

it('keeps orders, drafts, customers, counters and secrets over a restart', async () => {
  const first = await openSession({ dataFolder: folder });
  const number = await placeOrder(first, { CUOR: 'R-1' }, [['PUMP-1001', '3']]);
  await first.control(`orders/${number}/advance`, { to: '77' });
  await stageOrder(first, { CUOR: 'R-2' });
  await first.call('CRS610MI/Add', { CUTM: 'WEBTEMPL', CUNM: 'Kept', CUA1: 'Street' });
  const before = await first.ledger();
  await first.sandbox.close();

  const second = await openSession({ dataFolder: folder });
  const after = await second.ledger();
  expect(after).toEqual({ ...before, tokens: 2 });
  expect({ ...second.sandbox.ionapi, iu: '', pu: '' }).toEqual({ ...first.sandbox.ionapi, iu: '', pu: '' });
  expect(await placeOrder(second, { CUOR: 'R-3' })).toBe(String(Number(number) + 1).padStart(10, '0'));
  expect((await second.call('CRS610MI/Add', { CUTM: 'WEBTEMPL', CUNM: 'Next', CUA1: 'S' })).records[0]).toMatchObject({
    CUNO: 'WEB000002',
  });
  const invoices = await second.call('OIS350MI/LstAllInvByCO', { ORNO: number });
  expect(invoices.records).toHaveLength(1);
  await second.sandbox.close();
});

it('keeps its secrets to itself', () => {
  expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
});

it('C20 drops a last line that a crash cut off', async () => {
  const log = join(folder, 'effects.jsonl');
  appendFileSync(log, '{"kind":"draft.crea');
  const session = await openSession({ dataFolder: folder });
  await stageOrder(session, { CUOR: 'R-4' });
  await session.sandbox.close();
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  expect(() => lines.map((line) => JSON.parse(line) as unknown)).not.toThrow();
  expect(lines.some((line) => line.includes('R-4'))).toBe(true);
});

it('ends a delayed Confirm that was running when it went down', async () => {
  const first = await openSession({ dataFolder: folder });
  await first.settings({ confirmMode: 'delayed', confirmDelayMs: 150 });
  const staged = await stageOrder(first, { CUOR: 'R-5' });
  await first.call('OIS100MI/Confirm', { ORNO: staged });
  await first.sandbox.close();
  const second = await openSession({ dataFolder: folder });
  await sleep(250);
  const { drafts } = await second.ledger();
  expect(drafts.find(({ temporaryNumber }) => temporaryNumber === staged)?.status).toBe('90');
  await second.sandbox.close();
});

it('C11 loses nothing older than a moment at kill -9, and nothing at SIGTERM', async () => {
  const own = mkdtempSync(join(tmpdir(), 'm3-sandbox-kill-'));
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const code = `const { startM3Sandbox } = await import(${JSON.stringify(join(import.meta.dirname, 'server.ts'))});
      const { url, ionapi } = await startM3Sandbox({ dataFolder: ${JSON.stringify(own)} });
      console.log(JSON.stringify({ url, ionapi }));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const started = await new Promise<string>((resolve) =>
      child.stdout.once('data', (data: Buffer) => resolve(data.toString())),
    );
    const session = await signIn({
      ...(JSON.parse(started) as { url: string; ionapi: Record<string, string> }),
      close: () => Promise.resolve(),
    });
    await placeOrder(session, { CUOR: signal });
    if (signal === 'SIGKILL') await sleep(60);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }
  const session = await openSession({ dataFolder: own });
  const { orders } = await session.ledger();
  await session.sandbox.close();
  rmSync(own, { recursive: true, force: true });
  expect(orders.map(({ customerOrderNumber }) => customerOrderNumber)).toEqual(['SIGKILL', 'SIGTERM']);
});

it('names the line of a log that is broken in the middle', async () => {
  const own = mkdtempSync(join(tmpdir(), 'm3-sandbox-broken-'));
  appendFileSync(join(own, 'effects.jsonl'), '{"kind":"usage.counted","at":1,"calls":{},"tokens":1}\nnonsense\n');
  await expect(openSession({ dataFolder: own })).rejects.toThrow(/effects.jsonl line 2 is no effect/);
  rmSync(own, { recursive: true, force: true });
});

it('says so when its port is taken', async () => {
  const session = await openSession();
  await expect(openSession({ port: Number(new URL(session.sandbox.url).port) })).rejects.toThrow(/EADDRINUSE/);
  await session.sandbox.close();
});
