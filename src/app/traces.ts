import type { Config } from '../config.ts';
import { onExchange, setTraceSource } from '../connectors/kit/exchanges.ts';
import type { Log } from '../monitor/log.ts';
import { createExporter } from '../monitor/traces/exporter.ts';
import { createTracer, type Tracer } from '../monitor/traces/tracer.ts';
import { createPost } from './alert-egress.ts';

/** Traces of this process; `stop` sends what waits. Without a collector nothing is kept. */
export function startTraces(
  config: Config,
  version: string,
  now: () => number,
  log: Log,
): { readonly tracer: Tracer; stop(): Promise<void> } {
  const { traces, environment, instance } = config;
  const resource = {
    'service.name': process.env['OTEL_SERVICE_NAME'] ?? 'landbridge',
    'service.version': version,
    'service.instance.id': instance,
    'deployment.environment.name': environment,
  };
  const exporter = traces && createExporter({ ...traces, resource, post: createPost('traces', now), log });
  const tracer = createTracer(now, exporter && ((span) => exporter.add(span)));
  setTraceSource(() => tracer.outgoing());
  const ends = exporter ? onExchange((exchange) => tracer.exchange(exchange)) : undefined;
  return {
    tracer,
    stop: async () => {
      ends?.();
      await exporter?.stop();
    },
  };
}
