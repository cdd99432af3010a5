import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createMetricRegistry } from '../src/monitor/metrics.ts';
import { measureProcess } from '../src/monitor/process-metrics.ts';
import { collectStates, defineProductMetrics } from '../src/monitor/product-metrics.ts';

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}
const dashboard = JSON.parse(readFileSync(new URL('../docs/grafana/landbridge.json', import.meta.url), 'utf8')) as {
  readonly panels: readonly Panel[];
};
const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => [title, expr] as const),
);

/** Names of the metrics that a server prints, with the endings of histograms. */
async function exported(): Promise<Set<string>> {
  const registry = createMetricRegistry();
  const stop = measureProcess(registry);
  defineProductMetrics(registry);
  collectStates(registry, {
    today: () => Promise.resolve({ flows: [], holds: [], hours: [], seenByPoll: 0 }),
    connections: () => [],
    now: () => 0,
  });
  const text = await registry.print();
  stop();
  return new Set(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
    ),
  );
}

test('every query of the dashboard asks for metrics that are exported', async () => {
  const known = await exported();
  expect(queries.length).toBeGreaterThan(20);
  for (const [title, expr] of queries) {
    const names = [...expr.matchAll(/\b([a-z_]+)\{/g)].map((match) => match[1] ?? '');
    expect([title, names.length > 0]).toEqual([title, true]);
    expect([title, names.filter((name) => !known.has(name))]).toEqual([title, []]);
  }
});
