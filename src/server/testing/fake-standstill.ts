import type { Pause } from '../../engine/away-ports.ts';
import type { PlannedWindow, Standstill } from '../../engine/standstill.ts';
import { windowFault } from '../../engine/windows.ts';

export const WINDOW_ID = '0190a1b2-0000-7000-8000-0000000000d1';
const SUNDAY = Date.parse('2026-11-22T01:00:00.000Z');

/** Pauses, breakers and a calendar in memory: one window, one stopped operation, three runs that wait. */
export function fakeStandstill(): Standstill {
  const pauses = new Map<string, Pause>();
  const windows = new Map<string, PlannedWindow>([
    [
      WINDOW_ID,
      {
        id: WINDOW_ID,
        connection: 'm3',
        reason: 'month end',
        cron: '0 2 * * 0',
        zone: 'Europe/Stockholm',
        minutes: 120,
        drainMinutes: 5,
        createdBy: 'ann@example.com',
        next: { from: SUNDAY, until: SUNDAY + 120 * 60_000 },
      },
    ],
  ]);
  return {
    pauses: () => Promise.resolve([...pauses.values()]),
    pause: (pause) => {
      const isNew = !pauses.has(`${pause.kind} ${pause.name}`);
      if (isNew) pauses.set(`${pause.kind} ${pause.name}`, { ...pause, since: SUNDAY });
      return Promise.resolve(isNew);
    },
    resume: ({ kind, name }) => Promise.resolve(pauses.delete(`${kind} ${name}`)),
    isolate: () => Promise.resolve(),
    close: ({ operation }) => Promise.resolve(operation === 'order.create'),
    windows: () => Promise.resolve([...windows.values()]),
    addWindow: (_, window) => {
      const fault = windowFault(window);
      if (fault !== undefined) return Promise.resolve({ fault });
      const made = { ...window, id: WINDOW_ID, next: { from: SUNDAY, until: SUNDAY + window.minutes * 60_000 } };
      windows.set(WINDOW_ID, made);
      return Promise.resolve(made);
    },
    removeWindow: (_, connection, id) => Promise.resolve(connection === 'm3' && windows.delete(id)),
    waiting: () =>
      Promise.resolve({
        flows: new Map([['order-to-cash', { count: 2, oldestAt: SUNDAY - 60_000 }]]),
        connections: new Map([['m3', { count: 3, oldestAt: SUNDAY - 60_000 }]]),
      }),
  };
}
