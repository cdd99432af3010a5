import { ANY, type Field, type Shape, type VariableShapes } from '../expression/shape.ts';
import { LIMITS } from '../limits.ts';
import { compileCatches, compileRetry } from './compile-catch.ts';
import { type Compilation, conditionAt, fault } from './compile-context.ts';
import { compileWork } from './compile-work.ts';
import { parseDuration } from './duration.ts';
import type { DocPath } from './findings.ts';
import type { CatchClause, Step } from './model.ts';
import type { StepProgram } from './program.ts';

/** A compiled list of steps: its programs, the variables after it, and the shape of its output. */
export interface CompiledSteps {
  readonly programs: readonly StepProgram[];
  readonly shapes: VariableShapes;
  readonly output: Shape;
}

/** Where a list of steps stands. */
export interface ListPlace {
  readonly at: DocPath;
  readonly depth: number;
  /** Inside parallel branches nothing may end the run for the others. */
  readonly inParallel: boolean;
}

/** Compiles steps one after the other; each one knows the outputs of those before it. */
export function compileSteps(
  steps: readonly Step[],
  place: ListPlace,
  shapes: VariableShapes,
  context: Compilation,
): CompiledSteps {
  if (place.depth > LIMITS.stepDepth) {
    fault(context, place.at, 'too-deep', `steps stand inside one another more than ${LIMITS.stepDepth} deep`);
    return { programs: [], shapes, output: ANY };
  }
  const programs: StepProgram[] = [];
  let known = shapes;
  let output: Shape = ANY;
  for (const [index, step] of steps.entries()) {
    const at = [...place.at, index];
    context.count.steps += 1;
    if (context.count.steps === LIMITS.flowSteps + 1) {
      fault(context, at, 'too-many-steps', `a flow has at most ${LIMITS.flowSteps} steps`);
    }
    if (known.has(step.id)) reportDuplicate(step.id, shapes.has(step.id), at, context);
    const compiled = compileStep(step, { ...place, at }, known, context);
    if (compiled.program !== undefined) programs.push(compiled.program);
    output = compiled.output;
    known = new Map(known).set(step.id, compiled.output);
  }
  return { programs, shapes: known, output };
}

function reportDuplicate(id: string, outer: boolean, at: DocPath, context: Compilation): void {
  const message = outer
    ? `the id "${id}" hides another step or variable of that name`
    : `another step of this list has the id "${id}" too`;
  fault(context, [...at, 'id'], 'duplicate-id', message);
}

function compileStep(
  step: Step,
  place: ListPlace,
  shapes: VariableShapes,
  context: Compilation,
): { readonly program?: StepProgram; readonly output: Shape } {
  const { at } = place;
  const condition = step.if === undefined ? undefined : conditionAt(step.if, [...at, 'if'], shapes, context);
  const inside = (
    steps: readonly Step[],
    where: DocPath,
    inner: VariableShapes,
    inParallel = place.inParallel,
  ): CompiledSteps => compileSteps(steps, { at: where, depth: place.depth + 1, inParallel }, inner, context);
  const { work, output } = compileWork(step, place, shapes, context, inside);
  const clauses = step.catch ?? [];
  reportClashes(
    clauses.map((clause) => clause.steps ?? []),
    (index) => [...at, 'catch', index, 'steps'],
    context,
  );
  const catches = compileCatches(
    clauses,
    [...at, 'catch'],
    shapes,
    context,
    (steps, where, inner) => inside(steps, where, inner).programs,
  );
  const timeoutMs = step.timeout === undefined ? undefined : parseDuration(step.timeout);
  const retry = compileRetry(step.retry, [...at, 'retry'], context);
  if (work === undefined) return { output: ANY };
  return {
    output: uncertain(output, condition !== undefined, clauses.some(supplies)),
    program: {
      id: step.id,
      ...(step.title === undefined ? {} : { title: step.title }),
      ...(condition === undefined ? {} : { if: condition }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      retry,
      catches,
      ...work,
    },
  };
}

/** Whether a clause lets the flow go on with an output of its own. */
function supplies({ set, steps }: CatchClause): boolean {
  if (set !== undefined) return true;
  const last = steps?.at(-1);
  return last !== undefined && (last.if !== undefined || !('end' in last || 'raise' in last || 'hold' in last));
}

/** The output of a step that may be left out, or whose output may come from elsewhere. */
function uncertain(output: Shape, leftOut: boolean, supplied: boolean): Shape {
  if (output.kind !== 'record' || !(leftOut || supplied)) return leftOut || supplied ? ANY : output;
  return { ...output, ...(leftOut ? { nullable: true } : {}), ...(supplied ? { open: true } : {}) };
}

/** Lists whose steps share one prefix of addresses must not have an id twice. */
export function reportClashes(
  lists: readonly (readonly Step[])[],
  where: (index: number) => DocPath,
  context: Compilation,
): void {
  const seen = new Set<string>();
  for (const [index, list] of lists.entries()) {
    for (const [position, { id }] of list.entries()) {
      if (seen.has(id))
        fault(
          context,
          [...where(index), position, 'id'],
          'duplicate-id',
          `another branch has a step "${id}" too, with the same address`,
        );
    }
    for (const { id } of list) seen.add(id);
  }
}

/** The shape of an output that has one field for each branch. */
export function branchesShape(branches: readonly (readonly [string, Shape])[]): Shape {
  return {
    kind: 'record',
    fields: new Map<string, Field>(branches.map(([id, shape]) => [id, { shape, required: true }])),
  };
}
