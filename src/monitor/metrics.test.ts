import { expect, test } from 'vitest';
import { createMetricRegistry } from './metrics.ts';
import { collectStates, defineProductMetrics } from './product-metrics.ts';
import { measureProcess } from './process-metrics.ts';

test('prints counters, gauges and histograms in the Prometheus text format', async () => {
  const registry = createMetricRegistry();
  const counter = registry.counter<{ flow: string }>({ name: 'runs_total', help: 'Runs\nthat ended.' });
  counter.add({ flow: 'a"b\\c\n' });
  counter.add({ flow: 'a"b\\c\n' }, 2);
  registry.gauge({ name: 'depth', help: 'd' }).set({}, 0.5);
  const histogram = registry.histogram<{ op: string }>({ name: 'took_seconds', help: 't', buckets: [0.1, 1] });
  for (const value of [0.1, 0.5, 7]) histogram.observe({ op: 'x' }, value);
  expect((await registry.print()).split('\n').slice(2)).toEqual([
    '# HELP runs_total Runs\\nthat ended.',
    '# TYPE runs_total counter',
    'runs_total{flow="a\\"b\\\\c\\n"} 3',
    '# HELP depth d',
    '# TYPE depth gauge',
    'depth 0.5',
    '# HELP took_seconds t',
    '# TYPE took_seconds histogram',
    'took_seconds_bucket{op="x",le="0.1"} 1',
    'took_seconds_bucket{op="x",le="1"} 2',
    'took_seconds_bucket{op="x",le="+Inf"} 3',
    'took_seconds_sum{op="x"} 7.6',
    'took_seconds_count{op="x"} 3',
    '',
  ]);
});

test('caps the series of a metric and counts what it drops', async () => {
  const registry = createMetricRegistry();
  const counter = registry.counter<{ id: string }>({ name: 'x_total', help: 'x' });
  for (let id = 0; id < 1_010; id += 1) counter.add({ id: String(id) });
  const text = await registry.print();
  expect(text.match(/^x_total\{/gm)).toHaveLength(1_000);
  expect(text).toContain('landbridge_metrics_dropped_total{metric="x_total"} 10');
});

test('a collector that fails hides nothing but its own gauges', async () => {
  const registry = createMetricRegistry();
  const gauge = registry.gauge({ name: 'fine', help: 'f' });
  registry.onCollect(() => Promise.reject(new Error('database is away')));
  registry.onCollect(() => gauge.set({}, 1));
  expect(await registry.print()).toContain('fine 1');
});

test('tells work, holds, breakers and process, with no id of a record in a label', async () => {
  const registry = createMetricRegistry();
  const metrics = defineProductMetrics(registry);
  metrics.engine.runEnded({ flow: 'order-to-cash', state: 'completed', tookMs: 410 });
  metrics.engine.callEnded({ connection: 'm3', operation: 'order.create', outcome: 'applied', tookMs: 20 });
  metrics.exchange({ connection: 'm3', method: 'GET', reached: 'answered', status: 204, elapsedMs: 3 });
  metrics.server.webhookEnded({ connection: 'store', outcome: 'stored', tookMs: 4 });
  const flow = {
    flow: 'f',
    title: 'F',
    arrived: 9,
    completed: 4,
    waiting: 1,
    held: 2,
    failed: 0,
    running: 1,
    queued: 1,
  };
  collectStates(registry, {
    today: () =>
      Promise.resolve({
        flows: [{ ...flow, oldestOpenAt: '2026-11-21T10:00:00.000Z' }],
        holds: [{ queue: 'item-setup', code: 'm3.item-not-found', reason: 'r', count: 2, oldestAt: 'x', amounts: [] }],
        hours: [],
        seenByPoll: 0,
      }),
    connections: () => [
      { name: 'm3', breaker: 'open', since: 'x', callsLastMinute: 1, failuresLastMinute: 1, inFlight: 0 },
    ],
    now: () => Date.parse('2026-11-21T10:01:00.000Z'),
  });
  const stop = measureProcess(registry);
  const text = await registry.print();
  stop();
  for (const line of [
    'landbridge_runs_ended_total{flow="order-to-cash",state="completed"} 1',
    'landbridge_run_duration_seconds_bucket{flow="order-to-cash",state="completed",le="0.5"} 1',
    'landbridge_client_request_duration_seconds_count{connection="m3",method="GET",status="2xx"} 1',
    'landbridge_webhook_duration_seconds_count{connection="store",outcome="stored"} 1',
    'landbridge_runs_open{flow="f",state="held"} 2',
    'landbridge_oldest_run_age_seconds{flow="f"} 60',
    'landbridge_held_runs{queue="item-setup",code="m3.item-not-found"} 2',
    'landbridge_breaker_state{connection="m3"} 2',
  ]) {
    expect(text).toContain(line);
  }
  expect(text).toMatch(/process_resident_memory_bytes \d{7,}/);
  expect(text).toMatch(/nodejs_eventloop_delay_seconds\{quantile="0.99"\} /);
});
