import { ANY, DECIMAL, type Shape, shapeOf, TEXT, type VariableShapes } from '../expression/shape.ts';
import type { JsonObject, JsonSchema } from '../json.ts';
import { checkRule, reportCrosswalk } from '../mapping/check.ts';
import { compileRule } from '../mapping/compile.ts';
import { suggest } from '../suggest.ts';
import { findOperation, findTarget, type Found, splitName } from './catalogue.ts';
import { compileHold } from './compile-catch.ts';
import {
  type Compilation,
  conditionAt,
  fault,
  fieldsAt,
  listAt,
  mappingAt,
  rootShapes,
  textAt,
} from './compile-context.ts';
import { branchesShape, type CompiledSteps, type ListPlace, reportClashes } from './compile-steps.ts';
import { parseDuration } from './duration.ts';
import type { DocPath } from './findings.ts';
import type { CallStep, Flow, ParallelStep, Step, SubFlowStep, SwitchStep } from './model.ts';
import type { StepWork } from './program.ts';

/** Compiles steps inside this one. */
type Inside = (steps: readonly Step[], at: DocPath, shapes: VariableShapes, inParallel?: boolean) => CompiledSteps;

/** What a step does, and what its output looks like. Without `work` the step is faulty, and that is reported. */
export interface Work {
  readonly work?: StepWork;
  readonly output: Shape;
}

/** Compiles the verb of a step. */
export function compileWork(
  step: Step,
  place: ListPlace,
  shapes: VariableShapes,
  context: Compilation,
  inside: Inside,
): Work {
  const { at } = place;
  if ('call' in step) return compileCall(step, at, shapes, context);
  if ('map' in step) return compileMap(step.map, at, shapes, context);
  if ('lookup' in step) return compileLookup(step.lookup, [...at, 'lookup'], shapes, context);
  if ('set' in step) {
    const { rules, shape } = fieldsAt(step.set, undefined, [...at, 'set'], shapes, context);
    return { work: { verb: 'set', rules }, output: shape };
  }
  if ('switch' in step) return compileSwitch(step, at, shapes, context, inside);
  if ('for' in step) {
    const { expression, element } = listAt(step.in, [...at, 'in'], shapes, context);
    if (shapes.has(step.for))
      fault(context, [...at, 'for'], 'duplicate-id', `"${step.for}" hides another variable of that name`);
    const inner = new Map(shapes).set(step.for, element).set('index', DECIMAL);
    const { programs, output } = inside(step.steps, [...at, 'steps'], inner);
    return {
      work: { verb: 'for', variable: step.for, in: expression, steps: programs },
      output: { kind: 'list', of: output },
    };
  }
  if ('parallel' in step) return compileParallel(step, at, shapes, context, inside);
  if ('try' in step) {
    const { programs, output } = inside(step.try, [...at, 'try'], shapes);
    return { work: { verb: 'try', steps: programs }, output };
  }
  if ('hold' in step)
    return { work: { verb: 'hold', hold: compileHold(step.hold, [...at, 'hold'], shapes, context) }, output: ANY };
  if ('wait' in step) return { work: { verb: 'wait', durationMs: parseDuration(step.wait) ?? 0 }, output: ANY };
  if ('emit' in step) {
    const { rules } = fieldsAt(step.emit.data, undefined, [...at, 'emit', 'data'], shapes, context);
    return { work: { verb: 'emit', event: step.emit.event, data: rules }, output: ANY };
  }
  if ('raise' in step) {
    const message = textAt(step.raise.message, [...at, 'raise', 'message'], shapes, context);
    return {
      work: { verb: 'raise', code: step.raise.code, message, kind: step.raise.kind ?? 'rejected' },
      output: ANY,
    };
  }
  if ('flow' in step) return compileSubFlow(step, at, shapes, context, inside);
  if (place.inParallel)
    fault(context, [...at, 'end'], 'wrong-value', 'a parallel branch cannot end the run for the others');
  return { work: { verb: 'end', reason: textAt(step.end, [...at, 'end'], shapes, context) }, output: ANY };
}

function compileCall(step: CallStep, at: DocPath, shapes: VariableShapes, context: Compilation): Work {
  const { connection, rest } = splitName(step.call);
  context.used.connections.add(connection);
  if (!context.flow.connections.includes(connection)) {
    const meant = suggest(connection, context.flow.connections);
    fault(context, [...at, 'call'], 'unknown-connection', `"${connection}" is not among the flow's connections`, meant);
    return { output: ANY };
  }
  const found = findOperation(context.catalogue, step.call);
  if (!found.ok) {
    reportNotFound(found, step.call, [...at, 'call'], context);
    return { output: ANY };
  }
  const { input: target, output } = found.value;
  const input =
    step.map === undefined
      ? fieldsAt(step.with ?? {}, target, [...at, step.with === undefined ? 'call' : 'with'], shapes, context).rules
      : mappingFor(step.map, step.call, target, [...at, 'map'], shapes, context);
  if (input === undefined) return { output: shapeOf(output) };
  return { work: { verb: 'call', connection, operation: rest, input }, output: shapeOf(output) };
}

function reportNotFound(
  found: Extract<Found<unknown>, { ok: false }>,
  name: string,
  at: DocPath,
  context: Compilation,
): void {
  const { connection } = splitName(name);
  if (found.what === 'connection')
    fault(context, at, 'unknown-connection', `there is no connection "${connection}"`, found.suggestion);
  else fault(context, at, 'unknown-operation', `"${connection}" has no operation "${name}"`, found.suggestion);
}

function mappingFor(
  name: string,
  wanted: string,
  target: JsonSchema,
  at: DocPath,
  shapes: VariableShapes,
  context: Compilation,
) {
  context.used.mappings.add(name);
  const mapping = context.bundle.mappings[name];
  if (mapping !== undefined && mapping.to !== wanted) {
    fault(context, at, 'wrong-target', `mapping "${name}" makes the input of ${mapping.to}, not of ${wanted}`);
    return undefined;
  }
  const rules = mappingAt(name, target, shapes, context);
  if (rules === undefined) reportNoMapping(name, at, context);
  return rules;
}

function reportNoMapping(name: string, at: DocPath, context: Compilation): void {
  fault(
    context,
    at,
    'unknown-mapping',
    `there is no mapping "${name}"`,
    suggest(name, Object.keys(context.bundle.mappings)),
  );
}

function compileMap(name: string, at: DocPath, shapes: VariableShapes, context: Compilation): Work {
  context.used.mappings.add(name);
  const mapping = context.bundle.mappings[name];
  if (mapping === undefined) {
    reportNoMapping(name, [...at, 'map'], context);
    return { output: ANY };
  }
  const target = findTarget(context.catalogue, mapping.to);
  if (!target.ok) {
    const suggestion = target.suggestion === undefined ? {} : { suggestion: target.suggestion };
    context.reportMapping(name)({
      at: ['to'],
      severity: 'error',
      code: 'unknown-operation',
      message: `there is no "${mapping.to}"`,
      ...suggestion,
    });
    return { output: ANY };
  }
  const rules = mappingAt(name, target.value, shapes, context);
  return rules === undefined ? { output: ANY } : { work: { verb: 'map', rules }, output: shapeOf(target.value) };
}

type Lookup = Extract<Step, { lookup: unknown }>['lookup'];

function compileLookup(lookup: Lookup, at: DocPath, shapes: VariableShapes, context: Compilation): Work {
  if ('link' in lookup) {
    // Its side of a link is named by the flow's name of the connection.
    for (const side of [lookup.from, lookup.to]) context.used.connections.add(side);
    const key = textAt(lookup.id, [...at, 'id'], shapes, context);
    return { work: { verb: 'find-link', kind: lookup.link, from: lookup.from, to: lookup.to, key }, output: ANY };
  }
  const check = { shapes, crosswalks: context.bundle.crosswalks, report: context.report };
  if (!Object.hasOwn(context.bundle.crosswalks, lookup.crosswalk)) {
    reportCrosswalk(lookup.crosswalk, [...at, 'crosswalk'], check);
    return { output: TEXT };
  }
  checkRule(lookup, undefined, at, check);
  return { work: { verb: 'lookup', rules: compileRule(lookup, { shapes }) }, output: TEXT };
}

function compileSwitch(
  step: SwitchStep,
  at: DocPath,
  shapes: VariableShapes,
  context: Compilation,
  inside: Inside,
): Work {
  const branches = step.switch.map((branch, index) => {
    const when = conditionAt(branch.when, [...at, 'switch', index, 'when'], shapes, context);
    return { when, steps: inside(branch.steps, [...at, 'switch', index, 'steps'], shapes).programs };
  });
  const otherwise = inside(step.otherwise ?? [], [...at, 'otherwise'], shapes).programs;
  const lists = [...step.switch.map((branch) => branch.steps), step.otherwise ?? []];
  const where = (index: number): DocPath =>
    index < step.switch.length ? [...at, 'switch', index, 'steps'] : [...at, 'otherwise'];
  reportClashes(lists, where, context);
  return { work: { verb: 'switch', branches, otherwise }, output: ANY };
}

function compileParallel(
  step: ParallelStep,
  at: DocPath,
  shapes: VariableShapes,
  context: Compilation,
  inside: Inside,
): Work {
  const seen = new Set<string>();
  const outputs: (readonly [string, Shape])[] = [];
  const branches = step.parallel.map(({ id, steps }, index) => {
    const here = [...at, 'parallel', index];
    if (seen.has(id)) fault(context, [...here, 'id'], 'duplicate-id', `another branch has the id "${id}" too`);
    seen.add(id);
    const { programs, output } = inside(steps, [...here, 'steps'], shapes, true);
    outputs.push([id, output]);
    return { id, steps: programs };
  });
  return { work: { verb: 'parallel', branches }, output: branchesShape(outputs) };
}

function compileSubFlow(
  step: SubFlowStep,
  at: DocPath,
  shapes: VariableShapes,
  context: Compilation,
  inside: Inside,
): Work {
  const { rules, shape } = fieldsAt(step.with ?? {}, undefined, [...at, 'with'], shapes, context);
  const flows = context.bundle.subFlows ?? {};
  const flow = Object.hasOwn(flows, step.flow) ? flows[step.flow] : undefined;
  if (context.stack.includes(step.flow)) {
    fault(
      context,
      [...at, 'flow'],
      'flow-cycle',
      `flows run each other in a circle: ${[...context.stack, step.flow].join(' → ')}`,
    );
    return { output: ANY };
  }
  if (flow === undefined) {
    fault(
      context,
      [...at, 'flow'],
      'unknown-flow',
      `there is no flow "${step.flow}"`,
      suggest(step.flow, Object.keys(flows)),
    );
    return { output: ANY };
  }
  for (const connection of flow.connections) {
    context.used.connections.add(connection);
    if (context.flow.connections.includes(connection)) continue;
    fault(
      context,
      [...at, 'flow'],
      'unknown-connection',
      `flow "${step.flow}" needs the connection "${connection}", which this flow does not list`,
    );
  }
  const event = step.with === undefined ? ANY : shape;
  const inner = insideSubFlow(flow, at, event, context, inside);
  return {
    work: { verb: 'flow', flow: step.flow, event: rules, settings: defaultsOf(flow), steps: inner.programs },
    output: inner.output,
  };
}

/** Findings inside another flow are shown at the step that runs it; that flow's own check gives their lines. */
function insideSubFlow(flow: Flow, at: DocPath, event: Shape, context: Compilation, inside: Inside): CompiledSteps {
  const stack = context.stack as string[];
  stack.push(flow.flow);
  const compiled = inside(flow.steps, [...at, 'flow'], rootShapes(flow, event), false);
  stack.pop();
  return compiled;
}

/** The defaults of a flow's settings. */
export function defaultsOf(flow: Flow): JsonObject {
  return Object.fromEntries(Object.entries(flow.settings ?? {}).map(([name, setting]) => [name, setting.default]));
}
