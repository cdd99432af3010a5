import { useSyncExternalStore } from 'react';

const TICK_MS = 1000;
const DAY_MS = 86_400_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

/** The time in milliseconds since 1970, renewed every second for all parts that show it, by one timer. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** The last midnight in UTC, milliseconds since 1970. Figures of "today" count from it. */
export function useUtcMidnight(): number {
  return useSyncExternalStore(subscribe, () => now - (now % DAY_MS));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== undefined) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}
