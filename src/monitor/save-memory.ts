import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';

const LOOK_EVERY_MS = 2_000;
/** Shares of the time in which the process is at work. */
const BUSY = 0.4;
const CALM = 0.25;

/**
 * Whether V8 is to give memory back at the price of processor time: not while orders need that time. Between the two
 * limits it stays as it is. `utilization` is the share of the last seconds that the event loop was at work, 0 to 1.
 */
export function savesMemory(utilization: number, before: boolean): boolean {
  if (utilization > BUSY) return false;
  return utilization < CALM || before;
}

/**
 * Switches V8's memory saver on while the process is calm and off while it is busy. Without it V8 keeps the pages of its
 * busiest moment for ever; with it a server under full load spends a quarter more processor time on an order.
 */
export function startSavingMemory(
  set: (isOn: boolean) => void = (isOn) => setFlagsFromString(isOn ? '--memory-saver-mode' : '--no-memory-saver-mode'),
  read: (since?: EventLoopUtilization) => EventLoopUtilization = (since) => performance.eventLoopUtilization(since),
): { stop(): void } {
  let isOn = false;
  let last = read();
  const timer = setInterval(() => {
    const { utilization } = read(last);
    last = read();
    const wanted = savesMemory(utilization, isOn);
    if (wanted !== isOn) set(wanted);
    isOn = wanted;
  }, LOOK_EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}
