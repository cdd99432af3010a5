import { expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { newSpanId, readTraceparent } from './context.ts';
import { createExporter } from './exporter.ts';
import { otlpBody, type Span } from './spans.ts';
import { createTracer } from './tracer.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
const run = { id: '0190a1b2-0000-7000-8000-0000000000a1', tenant: 't', flow: 'order-to-cash' };
const exchange = {
  connection: 'm3',
  label: 'OIS100MI/Confirm',
  method: 'GET',
  origin: 'https://m3.example:7443',
  elapsedMs: 40,
};

test('webhook, run, call and log line have one trace id', async () => {
  const spans: Span[] = [];
  const lines: string[] = [];
  const log = createLog({ level: 'info', format: 'json', write: (line) => lines.push(line) });
  const tracer = createTracer(
    () => 5_000,
    (span) => spans.push(span),
  );
  tracer.webhook({ traceparent, isSent: false, connection: 'store', outcome: 'stored', tookMs: 7 });
  let sent: string | undefined;
  await tracer.inRun({ ...run, traceparent }, async () => {
    sent = tracer.outgoing();
    await Promise.resolve();
    tracer.exchange({ ...exchange, status: 503, reason: undefined, traceparent: sent });
    log.info({ step: 'order' }, 'a step');
  });
  const [webhook, call, work] = spans;
  expect(spans.map(({ traceId }) => traceId)).toEqual([TRACE, TRACE, TRACE]);
  expect([webhook?.spanId, work?.parentSpanId, call?.parentSpanId]).toEqual([
    '00f067aa0ba902b7',
    '00f067aa0ba902b7',
    work?.spanId,
  ]);
  expect(readTraceparent(sent)).toEqual({ traceId: TRACE, spanId: call?.spanId });
  expect(call).toMatchObject({
    name: 'GET OIS100MI/Confirm',
    kind: 'client',
    startedAt: 4_960,
    error: '503',
    attributes: { 'server.port': 7443 },
  });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    trace_id: TRACE,
    span_id: work?.spanId,
    flow: run.flow,
    run: run.id,
    step: 'order',
  });
});

test('a run without a trace has its own, the same each time; outside of runs nothing is sent along', async () => {
  const tracer = createTracer(() => 0, undefined);
  const ids = await Promise.all([1, 2].map(() => tracer.inRun(run, () => Promise.resolve(tracer.outgoing()))));
  expect(ids.map((each) => readTraceparent(each)?.traceId)).toEqual(
    Array(2).fill('0190a1b2000070008000000000' + '0000a1'),
  );
  expect(ids[0]).not.toBe(ids[1]);
  expect(tracer.outgoing()).toBeUndefined();
});

test('runs that go on at the same time do not get into each other', async () => {
  const tracer = createTracer(() => 0, undefined);
  const traced = await Promise.all(
    Array.from({ length: 20 }, (_, n) => {
      const id = `0190a1b2-0000-7000-8000-0000000000${String(n).padStart(2, '0')}`;
      return tracer.inRun({ ...run, id }, async () => {
        await new Promise((resolve) => setTimeout(resolve, 20 - n));
        return readTraceparent(tracer.outgoing())?.traceId === id.replaceAll('-', '');
      });
    }),
  );
  expect(traced.every(Boolean)).toBe(true);
});

test('spans go out in batches; a collector that is away costs spans and is told once', async () => {
  const posts: { url: string; headers: Readonly<Record<string, string>>; body: string }[] = [];
  const lines: string[] = [];
  let status = 503;
  const exporter = createExporter({
    endpoint: 'http://127.0.0.1:4318/',
    headers: { authorization: 'Bearer x' },
    resource: { 'service.name': 'landbridge' },
    post: (request) => {
      posts.push(request);
      return Promise.resolve({ status });
    },
    log: createLog({ level: 'info', format: 'json', write: (line) => lines.push(line) }),
  });
  const span = (): Span => ({
    traceId: TRACE,
    spanId: newSpanId(),
    name: 'x',
    kind: 'internal',
    startedAt: 1,
    endedAt: 2,
    attributes: {},
  });
  for (let n = 0; n < 1_100; n += 1) exporter.add(span());
  await exporter.stop();
  status = 200;
  exporter.add(span());
  await exporter.stop();
  expect(posts.map(({ url }) => url)).toEqual(Array(4).fill('http://127.0.0.1:4318/v1/traces'));
  expect(posts[0]?.headers).toMatchObject({ authorization: 'Bearer x', 'content-type': 'application/json' });
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    'traces were not taken and are dropped',
    'traces are taken again',
  ]);
});

test('the body is OTLP/JSON: hexadecimal ids, nanoseconds as text, typed attributes', () => {
  const span: Span = {
    traceId: TRACE,
    spanId: '00f067aa0ba902b7',
    name: 'x',
    kind: 'client',
    startedAt: 1_700_000_000_000.5,
    endedAt: 1_700_000_000_001,
    attributes: { a: 'b', n: 3, d: 0.5, y: true },
    error: '503',
  };
  expect(otlpBody([span], { 'service.name': 'landbridge' })).toEqual({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'landbridge' } }] },
        scopeSpans: [
          {
            scope: { name: 'landbridge' },
            spans: [
              {
                traceId: TRACE,
                spanId: '00f067aa0ba902b7',
                name: 'x',
                kind: 3,
                startTimeUnixNano: '1700000000000500000',
                endTimeUnixNano: '1700000000001000000',
                attributes: [
                  { key: 'a', value: { stringValue: 'b' } },
                  { key: 'n', value: { intValue: '3' } },
                  { key: 'd', value: { doubleValue: 0.5 } },
                  { key: 'y', value: { boolValue: true } },
                ],
                status: { code: 2, message: '503' },
              },
            ],
          },
        ],
      },
    ],
  });
});
