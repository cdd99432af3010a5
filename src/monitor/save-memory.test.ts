import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, expect, test, vi } from 'vitest';
import { savesMemory, startSavingMemory } from './save-memory.ts';

afterEach(() => void vi.useRealTimers());

test('memory is saved while the process is calm, and stays as it is in between', () => {
  expect([0.1, 0.24].map((share) => savesMemory(share, false))).toEqual([true, true]);
  expect([0.41, 1].map((share) => savesMemory(share, true))).toEqual([false, false]);
  expect([true, false].map((before) => savesMemory(0.3, before))).toEqual([true, false]);
});

test('V8 is told only when that changes', () => {
  vi.useFakeTimers();
  const shares = [0.1, 0.2, 0.9, 0.3, 0.1];
  const told: boolean[] = [];
  const read = (since?: unknown) => ({
    idle: 0,
    active: 0,
    utilization: since === undefined ? 0 : (shares.shift() ?? 0.1),
  });
  const saving = startSavingMemory((isOn) => told.push(isOn), read);
  vi.advanceTimersByTime(10_000);
  saving.stop();
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([true, false, true]);
});

test('V8 of this Node knows the flag', async () => {
  const script = "require('node:v8').setFlagsFromString('--memory-saver-mode'); console.log('known')";
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', script]);
  expect([stdout, stderr]).toEqual(['known\n', '']);
});
