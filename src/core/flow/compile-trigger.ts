import { ANY, DECIMAL, type Field, type RecordShape, shapeOf, type Shape, TEXT } from '../expression/shape.ts';
import type { JsonSchema } from '../json.ts';
import { suggest } from '../suggest.ts';
import { splitName } from './catalogue.ts';
import { type Compilation, conditionAt, fault, rootShapes, textAt } from './compile-context.ts';
import { parseDuration } from './duration.ts';
import { mergeShapes } from './merge-shapes.ts';
import { type Flow, GATHER_DEFAULTS, type GatherSpec } from './model.ts';
import type { GatherProgram, TriggerProgram } from './program.ts';

/** Connection under which our own events come. */
export const OWN_EVENTS = 'landbridge';

const TICK: JsonSchema = {
  type: 'object',
  required: ['plannedAt', 'scheduledBy'],
  properties: {
    plannedAt: { type: 'string', title: 'When the run was planned for, ISO 8601 in UTC' },
    scheduledBy: { type: 'string', title: 'schedule, or who started the run' },
  },
};

/** Events of our own that a flow may name, with the schema of `event`. */
export const OWN_EVENT_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  'landbridge.schedule': TICK,
  'landbridge.manual': {
    ...TICK,
    properties: {
      ...(TICK['properties'] as Record<string, JsonSchema>),
      input: { type: 'object', title: 'What the person gave along', additionalProperties: true },
    },
  },
};

/** Event types that start a flow; empty for a flow that the clock starts. */
export function eventTypesOf({ trigger }: Flow): readonly string[] {
  if ('schedule' in trigger) return [];
  return typeof trigger.event === 'string' ? [trigger.event] : trigger.event;
}

/** What the trigger's own expressions read as `event`, and what the steps read. */
export interface EventShapes {
  readonly one: Shape;
  readonly run: Shape;
}

/** The shapes of `event`. Of several event types only what all of them promise is there for certain. */
export function eventShapes(context: Compilation): EventShapes {
  const { trigger } = context.flow;
  if ('schedule' in trigger) {
    const tick = shapeOf(OWN_EVENT_SCHEMAS['landbridge.manual']);
    return { one: tick, run: tick };
  }
  const listed = Array.isArray(trigger.event);
  const shapes = eventTypesOf(context.flow).map((type, index) =>
    shapeOfEvent(context, type, ['trigger', 'event', ...(listed ? [index] : [])]),
  );
  const one = shapes.reduce(mergeShapes, shapes[0] ?? ANY);
  return { one, run: 'gather' in trigger ? gatheredShape(one) : one };
}

function shapeOfEvent(context: Compilation, type: string, at: readonly (string | number)[]): Shape {
  const { connections } = context.flow;
  const { connection } = splitName(type);
  const own = OWN_EVENT_SCHEMAS[type];
  if (own !== undefined) return shapeOf(own);
  context.used.connections.add(connection);
  const events = context.catalogue.connections[connection]?.events;
  const schema = events?.[type]?.schema;
  if (connection === OWN_EVENTS) {
    // What operations inside the engine tell.
    if (schema !== undefined) return shapeOf(schema);
    const meant = suggest(type, [...Object.keys(OWN_EVENT_SCHEMAS), ...Object.keys(events ?? {})]);
    fault(context, at, 'unknown-event', `Landbridge itself sends no event "${type}"`, meant);
  } else if (events !== undefined && connections.includes(connection)) {
    if (schema !== undefined) return shapeOf(schema);
    const meant = suggest(type, Object.keys(events));
    fault(context, at, 'unknown-event', `"${connection}" sends no event "${type}"`, meant);
  } else if (schema !== undefined) {
    fault(
      context,
      at,
      'unknown-connection',
      `the event comes over "${connection}", which the flow does not list`,
      connection,
    );
  } else if (!connections.includes(connection) && !emitted(context, type)) reportStranger(context, type, at);
  return ANY;
}

/** An event of no connection comes from another flow, whose files need not be here; a near name is no accident. */
function reportStranger(context: Compilation, type: string, at: readonly (string | number)[]): void {
  const known = context.flow.connections.flatMap((name) =>
    Object.keys(context.catalogue.connections[name]?.events ?? {}),
  );
  const meant = suggest(type, [...known, ...Object.keys(OWN_EVENT_SCHEMAS)]);
  if (meant !== undefined) fault(context, at, 'unknown-event', `nothing sends the event "${type}"`, meant);
  else {
    const message = `no connection sends "${type}", and no flow here emits it`;
    context.report({ at, severity: 'warning', code: 'unknown-event', message });
  }
}

function emitted(context: Compilation, type: string): boolean {
  const flows = [context.flow, ...Object.values(context.bundle.subFlows ?? {})];
  return flows.some(({ steps }) => emits(steps, type));
}

function emits(value: unknown, type: string): boolean {
  if (Array.isArray(value)) return value.some((each) => emits(each, type));
  if (typeof value !== 'object' || value === null) return false;
  const { emit } = value as { emit?: { event?: unknown } };
  if (typeof emit === 'object' && emit.event === type) return true;
  return Object.values(value).some((each) => typeof each === 'object' && emits(each, type));
}

const required = (shape: Shape, title: string): Field => ({ shape, required: true, title });

/** `event` of a gathered run. */
function gatheredShape(one: Shape): RecordShape {
  const item: Shape =
    one.kind === 'record'
      ? { ...one, fields: new Map([...one.fields, ['subject', required(TEXT, 'Business key of the record')]]) }
      : ANY;
  return {
    kind: 'record',
    fields: new Map([
      ['items', required({ kind: 'list', of: item }, 'The newest event of each subject')],
      ['count', required(DECIMAL, 'How many subjects')],
      ['by', required(TEXT, 'Value by which they were gathered')],
    ]),
  };
}

/** Checks and compiles what starts the flow. */
export function compileTrigger(context: Compilation, event: Shape): TriggerProgram {
  const { trigger } = context.flow;
  if ('schedule' in trigger) return { events: [], schedule: trigger };
  const root = rootShapes(context.flow, event);
  const shapes = new Map([...root].filter(([name]) => name === 'event' || name === 'settings'));
  const text = (template: string, ...at: readonly string[]) => textAt(template, ['trigger', ...at], shapes, context);
  const base = {
    events: eventTypesOf(context.flow),
    ...(trigger.if === undefined ? {} : { if: conditionAt(trigger.if, ['trigger', 'if'], shapes, context) }),
  };
  if ('gather' in trigger) {
    const { by } = trigger.gather;
    const gather = durationsOf(trigger.gather);
    return { ...base, gather: by === undefined ? gather : { ...gather, by: text(by, 'gather', 'by') } };
  }
  return {
    ...base,
    dedupe: text(trigger.dedupe, 'dedupe'),
    ...(trigger.orderBy === undefined ? {} : { orderBy: text(trigger.orderBy, 'orderBy') }),
  };
}

function durationsOf({
  size = GATHER_DEFAULTS.size,
  within = GATHER_DEFAULTS.within,
  spacing = GATHER_DEFAULTS.spacing,
}: GatherSpec): GatherProgram {
  return { size, withinMs: parseDuration(within) ?? 500, spacingMs: parseDuration(spacing) ?? 4_000 };
}
