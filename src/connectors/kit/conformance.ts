import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Failure } from '../../core/failure.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { AnyOperation, Call, CallResult } from '../../core/operation.ts';
import type { ConnectionClient, ConnectionConfig, Connector, Delivery } from './connector.ts';
import { driveOperation, type Driven } from './drive.ts';
import { settingsSchema, validateSettings } from './settings.ts';

/** An operation with an input that the world of the suite accepts. */
interface ConformanceStep {
  readonly operation: string;
  readonly input: JsonObject;
}

/** A running, empty sandbox of the system, as the suite needs it. One is started for each check. */
export interface ConformanceWorld {
  readonly config: ConnectionConfig;
  /** The same, with a login the system refuses. */
  readonly wrongLogin: ConnectionConfig;
  /** An operation that only reads. */
  readonly read: ConformanceStep;
  /** An operation that makes one new record; its input stands for one record of the business. */
  readonly write: ConformanceStep;
  /** How many records the write has made in the system, counted from outside. */
  countEffects(): number | Promise<number>;
  /** The id under which the system knows what `write` made, from its output; what the engine would store as a link. */
  linkedId(output: Json): string;
  /** Makes the system answer the next call 429 with `Retry-After: 1`. */
  throttleNext(): void | Promise<void>;
  /** Makes the system do the next write and then close the socket without an answer. */
  loseNextAnswer(): void | Promise<void>;
  stop(): Promise<void>;
}

/** Deliveries for connectors that receive webhooks. */
export interface ConformanceDeliveries {
  readonly config: ConnectionConfig;
  /** A good one, made now. */
  good(): Delivery;
  /** Each must be refused: no signature, another secret, changed body, old, far in the future, … */
  bad(): readonly { readonly name: string; readonly delivery: Delivery }[];
  /** The same connection without its webhook secret. */
  readonly withoutSecret: ConnectionConfig;
}

export interface ConformanceSubject {
  readonly connector: Connector;
  startWorld(): Promise<ConformanceWorld>;
  readonly deliveries?: ConformanceDeliveries;
}

export interface ConformanceCheck {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/**
 * What every connector must do, as a list of checks for any test runner:
 * `for (const check of conformanceChecks(subject)) it(check.name, check.run)`. A check throws when it fails.
 */
export function conformanceChecks(subject: ConformanceSubject): readonly ConformanceCheck[] {
  const inWorld = (name: string, run: (world: ConformanceWorld) => Promise<void>): ConformanceCheck => ({
    name,
    run: async () => {
      const world = await subject.startWorld();
      try {
        await run(world);
      } finally {
        await world.stop();
      }
    },
  });
  const { connector, deliveries } = subject;
  return [
    { name: 'its own samples fit its own schemas', run: async () => checkSamples(connector) },
    { name: 'its settings describe themselves', run: async () => checkSettings(connector) },
    inWorld('a read answers what its schema promises', (world) => checkRead(connector, world)),
    inWorld('a write makes one record and answers what its schema promises', (world) => checkWrite(connector, world)),
    inWorld('a wrong login is unauthorized, for calls and in the connection test', (world) =>
      checkLogin(connector, world),
    ),
    inWorld('429 is throttled, with the pause that was asked for', (world) => checkThrottle(connector, world)),
    inWorld('a lost answer is ambiguous, and the operation finds out', (world) => checkLostAnswers(connector, world)),
    inWorld('the same write twice changes nothing', (world) => checkTwice(connector, world)),
    inWorld('no secret is in any result or finding', (world) => checkSecrets(connector, world)),
    inWorld('two connections at once do not see each other', (world) => checkTwoConnections(connector, world)),
    ...(deliveries
      ? [
          {
            name: 'signatures are checked, and it fails closed',
            run: async () => checkDeliveries(connector, deliveries),
          },
        ]
      : []),
  ];
}

// ---------------------------------------------------------------- the checks

async function checkSamples(connector: Connector): Promise<void> {
  for (const operation of Object.values(connector.operations)) {
    fits(operation, 'input', operation.sample.input);
    fits(operation, 'output', operation.sample.output);
    assert.equal(connector.operations[operation.name], operation, `${operation.name} is registered under its own name`);
  }
}

async function checkSettings(connector: Connector): Promise<void> {
  assert.doesNotThrow(() => newAjv().compile(settingsSchema(connector.settings)));
  const names = connector.settings.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length, 'no setting is declared twice');
  const unknown = validateSettings(connector.settings, { settings: { noSuchSetting: true } });
  assert.ok('faults' in unknown && unknown.faults.some(({ setting }) => setting === 'noSuchSetting'));
}

async function checkRead(connector: Connector, world: ConformanceWorld): Promise<void> {
  const { driven } = await withClient(connector, world.config, (client) => drive(connector, world, world.read, client));
  fits(operationOf(connector, world.read), 'output', outputOf(driven));
  assert.equal(await world.countEffects(), 0, 'a read makes no record');
}

async function checkWrite(connector: Connector, world: ConformanceWorld): Promise<void> {
  const { driven } = await withClient(connector, world.config, (client) =>
    drive(connector, world, world.write, client),
  );
  fits(operationOf(connector, world.write), 'output', outputOf(driven));
  assert.equal(await world.countEffects(), 1);
}

async function checkLogin(connector: Connector, world: ConformanceWorld): Promise<void> {
  await withClient(connector, world.wrongLogin, async (client) => {
    const { driven } = await drive(connector, world, world.read, client);
    assert.equal(failureOf(driven).kind, 'unauthorized');
    const findings = await client.test();
    assert.ok(
      findings.some(({ result, remedy }) => result === 'fail' && remedy),
      'the test fails and says what to do',
    );
  });
}

async function checkThrottle(connector: Connector, world: ConformanceWorld): Promise<void> {
  await withClient(connector, world.config, async (client) => {
    await drive(connector, world, world.read, client); // signs in first, so that the refusal hits a call and not the login
    await world.throttleNext();
    const { driven } = await drive(connector, world, world.read, client);
    const throttled = driven.exchanges.filter(({ result }) => result.failure?.kind === 'throttled');
    assert.equal(throttled.length, 1, 'exactly one exchange was throttled');
    assert.equal(throttled[0]?.result.failure?.retryAfterMs, 1_000);
    assert.equal(driven.end.do, 'done', 'the read goes on after the pause');
  });
}

async function checkLostAnswers(connector: Connector, world: ConformanceWorld): Promise<void> {
  await withClient(connector, world.config, async (client) => {
    const isWrite = (call: Call): boolean => call.effect === 'write';
    let writes = 0;
    const { driven } = await drive(connector, world, world.write, client, async (call) => {
      if (isWrite(call) && ++writes <= 2) await world.loseNextAnswer();
      return client.send(call, {});
    });
    const lost = driven.exchanges.filter(({ result }) => result.outcome === 'ambiguous');
    assert.ok(lost.length >= 1, 'a write whose answer was lost is ambiguous');
    for (const { result } of lost) assert.equal(result.failure?.kind, 'uncertain');
    fits(operationOf(connector, world.write), 'output', outputOf(driven));
    assert.equal(await world.countEffects(), 1, 'one record, although answers were lost');
  });
}

async function checkTwice(connector: Connector, world: ConformanceWorld): Promise<void> {
  await withClient(connector, world.config, async (client) => {
    const first = await drive(connector, world, world.write, client);
    const linkedId = world.linkedId(outputOf(first.driven));
    const second = await drive(connector, world, world.write, client, undefined, linkedId);
    fits(operationOf(connector, world.write), 'output', outputOf(second.driven));
    assert.equal(await world.countEffects(), 1);
  });
}

async function checkSecrets(connector: Connector, world: ConformanceWorld): Promise<void> {
  const seen: unknown[] = [];
  for (const config of [world.config, world.wrongLogin]) {
    await withClient(connector, config, async (client) => {
      const { driven } = await drive(connector, world, world.read, client);
      await world.loseNextAnswer();
      const written = await drive(connector, world, world.write, client);
      seen.push(driven, written.driven, await client.test());
    });
  }
  const kept = JSON.stringify(seen);
  for (const secret of Object.values({ ...world.config.secrets, ...world.wrongLogin.secrets })) {
    assert.ok(!kept.includes(secret), 'a secret of the connection is in a result');
  }
  assert.doesNotMatch(kept, /Bearer [\w-]{12,}/);
}

async function checkTwoConnections(connector: Connector, world: ConformanceWorld): Promise<void> {
  await withClient(connector, world.config, (good) =>
    withClient(connector, { ...world.wrongLogin, name: `${world.wrongLogin.name}-2` }, async (bad) => {
      const ends = await Promise.all(
        [good, bad, good, bad].map((client) => drive(connector, world, world.read, client)),
      );
      const kinds = ends.map(({ driven }) => (driven.end.do === 'fail' ? driven.end.failure.kind : 'done'));
      assert.deepEqual(kinds, ['done', 'unauthorized', 'done', 'unauthorized']);
    }),
  );
}

async function checkDeliveries(connector: Connector, deliveries: ConformanceDeliveries): Promise<void> {
  const receive = connector.receive?.bind(connector);
  assert.ok(receive, 'a connector with deliveries has receive');
  const good = await receive(deliveries.good(), deliveries.config);
  assert.ok(good.accepted, 'a good delivery is accepted');
  assert.ok(
    good.events.every(({ type }) => type in connector.events),
    'its events are declared',
  );
  for (const { name, delivery } of deliveries.bad()) {
    assert.equal((await receive(delivery, deliveries.config)).accepted, false, `refused: ${name}`);
  }
  const { accepted } = await receive(deliveries.good(), deliveries.withoutSecret);
  assert.equal(accepted, false, 'refused: no secret is set');
}

// ---------------------------------------------------------------- helpers

async function withClient<T>(
  connector: Connector,
  config: ConnectionConfig,
  use: (client: ConnectionClient) => Promise<T>,
): Promise<T> {
  const client = connector.open(config);
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

/** Drives one step with a clock that jumps over every wait, so that quiet times cost nothing. */
async function drive(
  connector: Connector,
  world: ConformanceWorld,
  step: ConformanceStep,
  client: ConnectionClient,
  send: (call: Call) => Promise<CallResult> = (call) => client.send(call, {}),
  linkedId?: string,
): Promise<{ driven: Driven }> {
  let skipped = 0;
  const now = (): number => Date.now() + skipped;
  const waitUntil = async (time: number): Promise<void> => {
    skipped += Math.max(0, time - now());
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const driven = await driveOperation({
    operation: operationOf(connector, step),
    input: step.input,
    settings: world.config.settings,
    send,
    stepKey: 'conformance',
    clock: { now, waitUntil },
    ...(linkedId === undefined ? {} : { linkedId }),
  });
  return { driven };
}

function operationOf(connector: Connector, { operation: name }: ConformanceStep): AnyOperation {
  const operation = connector.operations[name];
  assert.ok(operation, `${connector.name} has an operation ${name}`);
  return operation;
}

function outputOf({ end }: Driven): Json {
  if (end.do === 'fail') assert.fail(`${end.failure.code}: ${end.failure.message} ${JSON.stringify(end.failure)}`);
  return end.output;
}

function failureOf({ end }: Driven): Failure {
  assert.ok(end.do === 'fail', 'it fails');
  return end.failure;
}

function newAjv(): Ajv2020 {
  return new Ajv2020({
    strict: true,
    allErrors: true,
    // Where a field comes from, for the form in which a person mends it.
    keywords: ['x-source'],
    formats: { uri: (text: string) => URL.canParse(text), decimal: /^-?\d+(\.\d+)?$/ },
  });
}

function fits(operation: AnyOperation, side: 'input' | 'output', value: Json): void {
  const validate = newAjv().compile(operation[side]);
  assert.ok(validate(value), `${operation.name} ${side}: ${JSON.stringify(validate.errors)}`);
}
