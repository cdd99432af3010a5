import type { Failure } from '../core/failure.ts';

/** Codes, without the system they begin with, of a login that is good and lacks the right to one call. */
const RIGHTS: ReadonlySet<string> = new Set(['right-missing', 'transaction-not-allowed']);

/**
 * What a system refused us: the `login`, after which every further call is one failed login more and may lock the
 * account, or the `right` to make one call. Undefined when it refused neither. A code that nobody knows here counts as
 * the login: a pause too many can be undone.
 */
export function refusedBy({ kind, code }: Pick<Failure, 'kind' | 'code'>): 'login' | 'right' | undefined {
  // A connection that is not there has refused nothing, and cannot be paused.
  if (kind !== 'unauthorized' || code === 'connection.missing') return undefined;
  return RIGHTS.has(code.slice(code.indexOf('.') + 1)) ? 'right' : 'login';
}
