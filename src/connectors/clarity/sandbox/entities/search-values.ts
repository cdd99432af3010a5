import { type Members, textMember } from '../http/members.ts';
import { CodedError } from '../http/reply.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityRow } from '../state/table.ts';

/** Says whether a row belongs to the result. */
export type Test = (row: EntityRow) => boolean;

/** A stamp parameter in the store's clock. Throws when it is not a date. */
export function stamp(state: StoreState, parameters: Members, name: string): string | undefined {
  const given = textMember(parameters, name);
  if (given === undefined || given === '') return undefined;
  const read = state.clock.read(given);
  if (read === undefined) throw new CodedError('argument', `${name} is not a date: ${given}`, name);
  return read;
}

/** Text comparison of the store: contains, or equals when strict; letter case never matters. */
export function matchesText(value: unknown, wantedLower: string, strict: boolean): boolean {
  if (typeof value !== 'string') return false;
  const lower = value.toLowerCase();
  return strict ? lower === wantedLower : lower.includes(wantedLower);
}
