import type { Problem } from './model.ts';

/** Way to a place in a document: keys and positions from its root. */
export type DocPath = readonly (string | number)[];

/** Something about a place in a document; the file and line are added where they are known. */
export interface Finding {
  readonly at: DocPath;
  readonly severity: 'error' | 'warning';
  readonly code: ProblemCode;
  readonly message: string;
  readonly suggestion?: string;
}

export type Report = (finding: Finding) => void;

/** Codes of faults in files, with what each means. They are listed in the guide for flow authors. */
export const PROBLEM_CODES = {
  'yaml-syntax': 'The file is not YAML.',
  'yaml-feature': 'A feature of YAML that our files do not use: anchors, tags, several documents.',
  'yaml-ambiguous': 'A value that other YAML readers take for something else; put it in quotes.',
  'forbidden-key': 'A key that other YAML readers take for a truth value.',
  'file-too-large': 'The file is larger than allowed.',
  'unknown-file': 'A file whose name does not say what it is.',
  'unknown-key': 'A key that is not known here.',
  'missing-key': 'A key that has to be there.',
  'wrong-type': 'A value of the wrong kind.',
  'wrong-value': 'A value that is not allowed here.',
  'no-verb': 'A step that does nothing.',
  'two-verbs': 'A step that does two things at once.',
  'duplicate-id': 'Two steps with the same address, or an id that hides another.',
  'reserved-id': 'An id that means something else in expressions.',
  'too-deep': 'Steps inside steps beyond the limit.',
  'too-many-steps': 'More steps than one flow may have.',
  'unknown-connection': 'A connection the flow does not list.',
  'unknown-operation': 'An operation that the connection does not offer.',
  'unknown-event': 'An event that no connection sends.',
  'unknown-mapping': 'A mapping file that is not there.',
  'unknown-crosswalk': 'A crosswalk that is not there.',
  'unknown-flow': 'A flow that is not there.',
  'unknown-field': 'A field that the record does not have.',
  'unknown-variable': 'A variable that is not known at this place.',
  'may-be-missing': 'A field that need not be there is taken for granted.',
  'expression-syntax': 'An expression that cannot be read.',
  'expression-type': 'An expression whose parts do not fit each other.',
  'expression-result': 'An expression that gives something else than is needed here.',
  'missing-field': 'A field that the operation requires has no rule.',
  'field-type': 'A rule whose value cannot be what the field is.',
  unused: 'Something that nothing uses.',
  'flow-cycle': 'Flows that run each other in a circle.',
  'wrong-target': 'A mapping made for another operation.',
  'unsafe-retry': 'A retry of failures that must never be repeated.',
  'unreachable-clause': 'A catch clause that never has its turn.',
  'crosswalk-row': 'A row of a crosswalk that cannot be used.',
} as const;
export type ProblemCode = keyof typeof PROBLEM_CODES;

/** Finds the line and column of a place, counted from 1. */
export type Locate = (at: DocPath) => { readonly line: number; readonly column: number } | undefined;

/** Makes the problem that people read. `root` is the parsed document: steps are named by their ids. */
export function toProblem(file: string, finding: Finding, root: unknown, locate: Locate | undefined): Problem {
  const { at, severity, code, message, suggestion } = finding;
  const place = locate?.(at);
  return {
    file,
    ...(place === undefined ? {} : place),
    path: addressOf(at, root),
    severity,
    code,
    message,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

/** `steps.order.catch[0]`: positions in lists are written as ids where the elements have one. */
export function addressOf(at: DocPath, root: unknown): string {
  let value: unknown = root;
  let address = '';
  for (const key of at) {
    value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined;
    const id =
      typeof key === 'number' && typeof value === 'object' && value !== null
        ? (value as { id?: unknown }).id
        : undefined;
    if (typeof id === 'string') address += `.${id}`;
    else address += typeof key === 'number' ? `[${key}]` : `${address === '' ? '' : '.'}${key}`;
  }
  return address;
}
