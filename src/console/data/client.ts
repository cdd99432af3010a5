import { type Answer, createClient } from '../../api/client.ts';
import type { Problem } from '../../api/problem.ts';

/** The API of the server that gave us this page; signed in by its cookie. */
export const client = createClient();

/** A problem answer as an error, for the query cache; carries everything the error panel shows. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** The data of a good answer. @throws ProblemError for any other. */
export async function dataOf<T>(answer: Promise<Answer<T>>): Promise<T> {
  const settled = await answer;
  if (settled.ok) return settled.data;
  throw new ProblemError(settled.problem);
}

/** What to show for anything that was thrown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return {
    type: 'about:blank',
    title: 'The console made a mistake',
    status: 0,
    detail: error instanceof Error ? error.message : String(error),
    code: 'console.fault',
    kind: 'fault',
    retryable: false,
    remedy: 'Reload the page. If it happens again, tell whoever runs Landbridge, with this code and what you did.',
  };
}
