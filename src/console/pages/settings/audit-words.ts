import type { AuditEntry } from '../../../api/types.ts';
import type { Json, JsonObject } from '../../../core/json.ts';

const ACTIONS: Readonly<Record<string, string>> = {
  'sign-in': 'signed in',
  'sign-out': 'signed out',
  'run.retry': 'retried order',
  'run.release': 'released order',
  'run.edit': 'changed the input of order',
  'run.skip': 'gave the result of a step of order',
  'run.replay': 'ran again order',
  'run.cancel': 'canceled order',
  'connection.save': 'changed connection',
  'connection.import': 'imported a file for connection',
  'connection.pause': 'paused connection',
  'connection.resume': 'resumed connection',
  'connection.test': 'tested connection',
  'connection.delete': 'removed connection',
  'flow.deploy': 'deployed flow',
  'user.create': 'added',
  'user.role': 'changed the role of',
  'user.disable': 'kept out',
  'user.enable': 'let in again',
  'user.link': 'made a link for',
};

/** What was done, in words; an action nobody has words for is told by its name. */
export function actionWords(action: string): string {
  return ACTIONS[action] ?? action.replaceAll(/[.-]/g, ' ');
}

/** The run an entry is about, if it is about one. */
export function runIdOf({ action, subject }: Pick<AuditEntry, 'action' | 'subject'>): string | undefined {
  if (!action.startsWith('run.')) return undefined;
  return subject.replace(/^run[ :/]/, '');
}

/** What more is known, as `reason: fixed in M3; role: admin`. */
export function detailWords(detail: JsonObject): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => `${name}: ${textOf(value)}`)
    .join('; ');
}

function textOf(value: Json | undefined): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
