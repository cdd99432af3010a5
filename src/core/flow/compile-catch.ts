import { FAILURE_KINDS, type FailureKind } from '../failure.ts';
import { compileRule } from '../mapping/compile.ts';
import { checkRule } from '../mapping/check.ts';
import type { VariableShapes } from '../expression/shape.ts';
import { NEVER_REPEATED, RETRY_RULES, type RetryRule } from '../run/retry-rules.ts';
import { suggest } from '../suggest.ts';
import { type Compilation, conditionAt, ERROR_SHAPE, fault, textAt } from './compile-context.ts';
import { parseDuration } from './duration.ts';
import type { DocPath } from './findings.ts';
import type { CatchClause, HoldSpec, RetryPolicy, Step, ValueRule } from './model.ts';
import type { CatchProgram, HoldProgram, StepProgram } from './program.ts';

/** Compiles steps inside a clause; handed in, because steps have clauses and clauses have steps. */
export type CompileSteps = (steps: readonly Step[], at: DocPath, shapes: VariableShapes) => readonly StepProgram[];

/** The retry rule of a step: named, spelled out over `network`, or `network` itself. */
export function compileRetry(retry: string | RetryPolicy | undefined, at: DocPath, context: Compilation): RetryRule {
  const usual: RetryRule = RETRY_RULES.network;
  if (retry === undefined) return usual;
  if (typeof retry === 'string') return (RETRY_RULES as Readonly<Record<string, RetryRule>>)[retry] ?? usual;
  for (const kind of retry.kinds ?? []) {
    if (!(NEVER_REPEATED as readonly FailureKind[]).includes(kind)) continue;
    fault(context, [...at, 'kinds'], 'unsafe-retry', `"${kind}" is never repeated by itself: ${WHY_NEVER[kind] ?? ''}`);
  }
  const ms = (text: string | undefined, otherwise: number): number =>
    text === undefined ? otherwise : (parseDuration(text) ?? otherwise);
  return {
    on: retry.kinds ?? usual.on,
    ...(retry.attempts === undefined ? {} : { attempts: retry.attempts }),
    delayMs: ms(retry.delay, usual.delayMs),
    factor: retry.backoff === 'constant' ? 1 : 2,
    maxMs: Math.max(ms(retry.max, usual.maxMs), ms(retry.delay, usual.delayMs)),
    withinMs: ms(retry.within, usual.withinMs),
  };
}

const WHY_NEVER: Readonly<Record<string, string>> = {
  uncertain: 'the call may have taken effect, and its operation finds that out',
  unauthorized: 'the same credentials are refused again, and may be locked',
};

/** Compiles a hold; its reason is a text for people. */
export function compileHold(hold: HoldSpec, at: DocPath, shapes: VariableShapes, context: Compilation): HoldProgram {
  return {
    queue: hold.queue,
    reason: textAt(hold.reason, [...at, 'reason'], shapes, context),
    scope: hold.scope ?? 'record',
    resume: hold.resume ?? 'step',
    followers: hold.followers ?? ('gather' in context.flow.trigger ? 'go-on' : 'wait'),
  };
}

/** Compiles the clauses of a step. Inside them the failure is read as `error`. */
export function compileCatches(
  clauses: readonly CatchClause[],
  at: DocPath,
  shapes: VariableShapes,
  context: Compilation,
  compileSteps: CompileSteps,
): readonly CatchProgram[] {
  const inner = new Map(shapes).set('error', ERROR_SHAPE);
  return clauses.map((clause, index) => {
    const here = [...at, index];
    checkError(clause.error, clauses.slice(0, index), here, context);
    return {
      error: clause.error,
      ...(clause.if === undefined ? {} : { if: conditionAt(clause.if, [...here, 'if'], inner, context) }),
      ...(clause.hold === undefined ? {} : { hold: compileHold(clause.hold, [...here, 'hold'], inner, context) }),
      ...(clause.steps === undefined ? {} : { steps: compileSteps(clause.steps, [...here, 'steps'], inner) }),
      ...(clause.set === undefined ? {} : { set: compileSet(clause.set, [...here, 'set'], inner, context) }),
    };
  });
}

function compileSet(rule: ValueRule, at: DocPath, shapes: VariableShapes, context: Compilation) {
  checkRule(rule, undefined, at, { shapes, crosswalks: context.bundle.crosswalks, report: context.report });
  return compileRule(rule, { shapes });
}

function checkError(error: string, earlier: readonly CatchClause[], at: DocPath, context: Compilation): void {
  const kinds: readonly string[] = FAILURE_KINDS;
  const codes = context.catalogue.errorCodes;
  const isKind = kinds.includes(error);
  const isPrefix = error.endsWith('.*');
  if (!error.includes('.') && !isKind) {
    fault(
      context,
      [...at, 'error'],
      'wrong-value',
      `"${error}" is no kind of failure; kinds are ${kinds.join(', ')}`,
      suggest(error, kinds),
    );
  } else if (codes !== undefined && !isKind && !matchesSome(error, isPrefix, codes)) {
    const meant = suggest(error, codes);
    const message = `no error has the code "${error}"`;
    context.report({
      at: [...at, 'error'],
      severity: 'warning',
      code: 'wrong-value',
      message,
      ...(meant === undefined ? {} : { suggestion: meant }),
    });
  }
  const shadow = earlier.find((clause) => clause.if === undefined && covers(clause.error, error));
  if (shadow === undefined) return;
  const message = `the clause for "${shadow.error}" before this one takes every such failure`;
  context.report({ at: [...at, 'error'], severity: 'warning', code: 'unreachable-clause', message });
}

function matchesSome(error: string, isPrefix: boolean, codes: readonly string[]): boolean {
  return isPrefix
    ? codes.some((code) => code.startsWith(error.slice(0, -1)))
    : codes.includes(error) || error.startsWith('flow.');
}

function covers(earlier: string, later: string): boolean {
  return earlier === later || (earlier.endsWith('.*') && later.startsWith(earlier.slice(0, -1)));
}
