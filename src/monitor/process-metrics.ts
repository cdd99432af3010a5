import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { MetricRegistry } from './metrics.ts';

/** How often the event loop is looked at. Node measures from look to look, so this much is no delay. */
const RESOLUTION_MS = 20;

/** Adds memory, CPU time, event-loop delay and start time of this process. Answers a function that stops measuring. */
export function measureProcess(registry: MetricRegistry): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const memory = registry.gauge({ name: 'process_resident_memory_bytes', help: 'Memory of the process.' });
  const heap = registry.gauge({ name: 'nodejs_heap_used_bytes', help: 'Heap in use.' });
  const cpu = registry.counter({ name: 'process_cpu_seconds_total', help: 'CPU time of the process.' });
  const started = registry.gauge({ name: 'process_start_time_seconds', help: 'Start, seconds since 1970.' });
  const lag = registry.gauge<{ quantile: string }>({
    name: 'nodejs_eventloop_delay_seconds',
    help: 'Delay of the event loop since the last reading.',
  });
  const startedAt = Date.now() / 1_000 - process.uptime();
  let counted = 0;
  registry.onCollect(() => {
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    memory.set({}, rss);
    heap.set({}, heapUsed);
    const used = (user + system) / 1e6;
    cpu.add({}, used - counted);
    counted = used;
    started.set({}, Math.round(startedAt));
    for (const quantile of [50, 99, 100]) {
      lag.set(
        { quantile: String(quantile / 100) },
        Math.max(0, delay.percentile(quantile) / 1e6 - RESOLUTION_MS) / 1_000,
      );
    }
    delay.reset();
  });
  return () => {
    delay.disable();
  };
}
