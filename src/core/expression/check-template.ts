import { checkExpression } from './check.ts';
import type { ExpressionProblem } from './infer.ts';
import { ANY, type Shape, TEXT, type VariableShapes } from './shape.ts';
import { parseTemplate } from './template.ts';

/** The shape a template gives, and what is wrong with its expressions. */
export interface CheckedTemplate {
  readonly shape: Shape;
  readonly problems: readonly ExpressionProblem[];
  /** True when the result may be missing; a text with something around its expressions never is. */
  readonly optional: boolean;
}

/** Checks every expression of a template. A text around expressions makes the result a text. */
export function checkTemplate(template: string, shapes: VariableShapes): CheckedTemplate {
  const parts = parseTemplate(template);
  if (parts === undefined) {
    const message = 'a "${" has no matching "}"';
    return { shape: ANY, problems: [{ severity: 'error', code: 'expression-syntax', message }], optional: false };
  }
  const checked = parts.flatMap((part) => ('expression' in part ? [checkExpression(part.expression, shapes)] : []));
  const problems = checked.flatMap((each) => each.problems);
  const only = parts.length === 1 ? checked[0] : undefined;
  return { shape: only?.shape ?? TEXT, problems, optional: only?.optional ?? false };
}
