import { RE2JS } from 're2js';
import type { FunctionDefinition } from './definition.ts';

const MOST_PATTERNS = 500;
const patterns = new Map<string, RE2JS>();

/**
 * A compiled pattern. RE2 has no backtracking: it takes time in proportion to the text, whatever the pattern. Throws an
 * Error in words when the pattern cannot be read.
 */
export function compilePattern(pattern: string): RE2JS {
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    try {
      compiled = RE2JS.compile(pattern);
    } catch (error) {
      throw new Error(
        `the pattern ${JSON.stringify(pattern.slice(0, 60))} cannot be read: ${(error as Error).message}`,
      );
    }
    if (patterns.size >= MOST_PATTERNS) patterns.clear();
    patterns.set(pattern, compiled);
  }
  return compiled;
}

/** Regular expressions on a linear-time engine, in place of CEL's `matches`, which can freeze the process. */
export const REGEX_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'regex',
    summary: 'Whether a regular expression (RE2) is found in a text; anchor it with ^ and $ for the whole text.',
    forms: [
      {
        signature: 'regex(string, string): bool',
        handler: (text: string, pattern: string) => compilePattern(pattern).matcher(text).find(),
      },
    ],
    cases: [
      { expression: 'regex("WEB-1042", "^WEB-[0-9]+$")', gives: true },
      { expression: 'regex("1042", "^WEB-")', gives: false },
      { expression: 'regex("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")', gives: false },
      { expression: 'regex("a", "(")', fails: 'cannot be read' },
    ],
  },
];
