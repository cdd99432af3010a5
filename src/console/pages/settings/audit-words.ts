import type { AuditEntry } from '../../../api/types.ts';
import type { Json, JsonObject } from '../../../core/json.ts';

const ACTIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'sign-in': 'signed in',
    'sign-out': 'signed out',
    welcome: 'used a one-time link and signed in',
    'run.retry': 'retried',
    'run.release': 'released',
    'run.edit': 'changed the input of',
    'run.skip': 'settled a step by hand of',
    'run.replay': 'ran again',
    'run.cancel': 'canceled',
    'connection.save': 'changed',
    'connection.import': 'imported a file for',
    'connection.pause': 'paused',
    'connection.resume': 'resumed',
    'connection.test': 'tested',
    'connection.remove': 'removed',
    'breaker.isolate': 'stopped an operation of',
    'breaker.close': 'let an operation work again of',
    'window.add': 'planned maintenance of',
    'window.remove': 'removed a maintenance window of',
    'flow.pause': 'paused',
    'flow.resume': 'resumed',
    'flow.deploy': 'deployed',
    'user.create': 'added',
    'user.set-role': 'changed the role of',
    'user.disable': 'kept out',
    'user.enable': 'let in again',
    'user.link': 'made a one-time link for',
  }),
);

/** An entry of the audit log in words. */
export interface AuditWords {
  readonly did: string;
  /** What it was done to; absent where the doer is the subject. */
  readonly subject?: { readonly noun: string; readonly id: string };
  readonly detail: string;
}

/** Says what was done, to what, and what more is known. An action nobody has words for is told by its name. */
export function auditWords({ action, subject, detail }: Pick<AuditEntry, 'action' | 'subject' | 'detail'>): AuditWords {
  const did = ACTIONS.get(action) ?? action.replaceAll(/[.-]/g, ' ');
  const { email, address, ...rest } = detail;
  if (!action.includes('.'))
    return { did: address === undefined ? did : `${did} from ${textOf(address)}`, detail: detailWords(rest) };
  const [noun = '', ...id] = subject.split(' ');
  const named = id.length === 0 ? { noun: '', id: noun } : { noun, id: id.join(' ') };
  // People are known by their address, not by the number of their record.
  const known = action.startsWith('user.') && email !== undefined ? { noun: '', id: textOf(email) } : named;
  return { did, subject: known, detail: detailWords(address === undefined ? rest : { ...rest, address }) };
}

/** What more is known, as `reason: fixed in M3; role: admin`. */
export function detailWords(detail: JsonObject): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== undefined && value !== null && value !== '' && !isEmptyList(value))
    .map(([name, value]) => `${name}: ${textOf(value)}`)
    .join('; ');
}

function isEmptyList(value: Json): boolean {
  return Array.isArray(value) && value.length === 0;
}

function textOf(value: Json | undefined): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
