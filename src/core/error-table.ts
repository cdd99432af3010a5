import type { Failure, FailureKind } from './failure.ts';

/** One row of a table of error codes: what the code means and what a person does about it. */
export interface ErrorDefinition {
  readonly kind: FailureKind;
  /** One sentence without the record's details; becomes the message when the caller gives none. */
  readonly title: string;
  /** What to do next. */
  readonly remedy: string;
}

export type ErrorTable = Readonly<Record<string, ErrorDefinition>>;

/** What the caller knows beyond the table's row. */
export type FailureDetails = Partial<Omit<Failure, 'kind' | 'code'>>;

/**
 * Makes a function that builds failures from one ring's table of codes, so that kind and remedy are never
 * written twice. Every table is listed in docs/errors.md; a test keeps both equal.
 */
export function failureFrom<T extends ErrorTable>(
  table: T,
): (code: keyof T & string, details?: FailureDetails) => Failure {
  return (code, details = {}) => {
    const definition = table[code] as ErrorDefinition;
    return {
      kind: definition.kind,
      code,
      message: details.message ?? definition.title,
      remedy: details.remedy ?? definition.remedy,
      ...details,
    };
  };
}
