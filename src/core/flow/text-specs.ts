import { parseTemplate } from '../expression/template.ts';
import { DURATION_PATTERN } from './duration.ts';
import { type Spec, text } from './spec.ts';

/** How things are named in files. */
export const NAMES = {
  kebab: {
    source: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
    what: 'a name of small letters, digits and single hyphens, such as order-to-cash',
  },
  identifier: {
    source: '^[a-z][A-Za-z0-9_]*$',
    what: 'a name that expressions can use: a small letter first, then letters and digits, such as setStatus',
  },
  field: { source: '^[A-Za-z_][A-Za-z0-9_-]*$', what: 'a field name of letters, digits, underscores and hyphens' },
  dotted: {
    source: '^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9_-]*)+$',
    what: 'a dotted name of small letters, such as m3.order.create',
  },
  duration: { source: DURATION_PATTERN, what: 'a duration such as 500ms, 5s, 10m, 2h or 1d' },
  system: { source: '^[a-z][a-z0-9-]*$', what: 'a name of small letters, digits and hyphens, such as clarity' },
  error: {
    source: '^[a-z][a-z0-9]*(-[a-z0-9]+)*(\\.[a-z][a-z0-9-]*)*(\\.\\*)?$',
    what: 'an error code such as m3.item-not-found, a beginning of codes such as m3.*, or a kind such as rejected',
  },
} as const;

export const kebab = (description: string): Spec => text(description, NAMES.kebab);
export const identifier = (description: string): Spec => text(description, NAMES.identifier);
export const dotted = (description: string): Spec => text(description, NAMES.dotted);
export const duration = (description: string): Spec => text(description, NAMES.duration);

/** A text that may hold `${ … }`. */
export function template(description: string): Spec {
  const plain = text(description);
  return {
    ...plain,
    check(value, at, report) {
      plain.check(value, at, report);
      if (typeof value !== 'string' || parseTemplate(value) !== undefined) return;
      report({ at, severity: 'error', code: 'expression-syntax', message: 'a "${" has no matching "}"' });
    },
  };
}

/** One expression and nothing else: a condition or a list. */
export function expression(description: string): Spec {
  const any = template(description);
  return {
    ...any,
    schema: { type: 'string', description, pattern: '^\\s*\\$\\{[\\s\\S]*\\}\\s*$' },
    check(value, at, report) {
      any.check(value, at, report);
      if (typeof value !== 'string') return;
      const parts = parseTemplate(value.trim());
      if (parts === undefined || (parts.length === 1 && parts[0] !== undefined && 'expression' in parts[0])) return;
      const message = 'an expression is needed here, and nothing around it';
      report({
        at,
        severity: 'error',
        code: 'wrong-value',
        message,
        suggestion: `\${ ${value.replaceAll(/\$\{|\}/g, '').trim()} }`,
      });
    },
  };
}
