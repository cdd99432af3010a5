import type { Json } from '../json.ts';
import type { RuleProblem } from './types.ts';

/** Collects what happens while rules are applied, so that one reading of a record tells all that is wrong with it. */
export class Sink {
  readonly problems: RuleProblem[] = [];
  readonly warnings: string[] = [];

  problem(code: RuleProblem['code'], path: string, rule: string, message: string, value?: Json): void {
    const shown = value === undefined ? {} : { value: shorten(value) };
    this.problems.push({ path, code, message, rule, ...shown });
  }

  warn(path: string, message: string): void {
    this.warnings.push(path === '' ? message : `${path}: ${message}`);
  }
}

/** A value for a message: short, on one line. */
export function shorten(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** Path of a field or element inside another path. */
export function join(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}
