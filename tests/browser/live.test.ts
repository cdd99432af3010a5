import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fixtureRun } from './fixture/runs.ts';
import { type Harness, runIn, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterEach(() => harness.reset());
afterAll(() => harness.close());

test('a new order appears in the list by itself', async () => {
  const page = await harness.open('/orders');
  await page.getByText('Live', { exact: true }).waitFor();
  const run = fixtureRun('4711', 'running', Date.now());
  harness.server.world.runs = [run, ...harness.server.world.runs];
  harness.server.emit({ type: 'runs', ids: [run.id] });
  await page.getByRole('link', { name: '4711' }).waitFor();
  expect(harness.complaints).toEqual([]);
});

test('an order that goes on is told on its own page, and the selection stays', async () => {
  const { id, order } = runIn(harness, 'running');
  const page = await harness.open(`/runs/${id}?at=event`);
  await page.getByRole('heading', { level: 1, name: /Running/ }).waitFor();
  harness.server.world.runs = harness.server.world.runs.map((run) =>
    run.id === id ? { ...fixtureRun(order, 'completed', Date.parse(run.arrivedAt)), id } : run,
  );
  harness.server.emit({ type: 'runs', ids: [id] });
  await page.getByRole('heading', { level: 1, name: /Done/ }).waitFor();
  expect(page.url()).toContain('at=event');
});

test('a steady stream of changes does not keep the page from showing them', async () => {
  const page = await harness.open('/orders');
  await page.getByText('Live', { exact: true }).waitFor();
  const run = fixtureRun('4712', 'running', Date.now());
  harness.server.world.runs = [run, ...harness.server.world.runs];
  const timer = setInterval(() => harness.server.emit({ type: 'runs', ids: [run.id] }), 20);
  try {
    await page.getByRole('link', { name: '4712' }).waitFor();
  } finally {
    clearInterval(timer);
  }
});

test('a lost connection is said, and after it everything is read again', async () => {
  const page = await harness.open('/orders');
  await page.getByText('Live', { exact: true }).waitFor();
  const run = fixtureRun('4713', 'running', Date.now());
  harness.server.dropStreams();
  await page.getByText('Not live').waitFor();
  harness.server.world.runs = [run, ...harness.server.world.runs];
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('link', { name: '4713' }).waitFor();
});
