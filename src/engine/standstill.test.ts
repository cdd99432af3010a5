import { expect, test } from 'vitest';
import type { MaintenanceWindow, WindowStore } from './away-ports.ts';
import { createStandstill, type StandstillDeps } from './standstill.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

/** Adds a window of 30 minutes; answers what is wrong with it, or `kept`. */
async function add(parts: Partial<MaintenanceWindow>): Promise<string> {
  const windowStore: Partial<WindowStore> = { add: (_tenant, window) => Promise.resolve({ ...window, id: 'w' }) };
  const deps = { windowStore, clock: { now: () => NOW } } as unknown as StandstillDeps;
  const window = { connection: 'm3', reason: 'backup', zone: 'UTC', minutes: 30, drainMinutes: 5, createdBy: 'ann' };
  const made = await createStandstill(deps).addWindow('t', { ...window, ...parts });
  return 'fault' in made ? made.fault : 'kept';
}

test('a window may drain for as long as the connection is open before it, and no longer', async () => {
  expect(await add({ cron: '0 * * * *', drainMinutes: 29 })).toBe('kept');
  expect(await add({ cron: '0 * * * *', drainMinutes: 30 })).toBe(
    'Between two of these windows are 30 minutes, and the connection would drain for 30 of them, so no new step could ever begin. Let it drain for a shorter time.',
  );
  expect(await add({ cron: '0 2 * * *', drainMinutes: 1_440 })).toMatch(/are 1410 minutes/);
  expect(await add({ startsAt: NOW + 60_000, drainMinutes: 1_440 })).toBe('kept');
});

test('windows that never end are a pause', async () => {
  expect(await add({ cron: '*/30 * * * *', drainMinutes: 0 })).toMatch(/pause the connection instead/);
});
