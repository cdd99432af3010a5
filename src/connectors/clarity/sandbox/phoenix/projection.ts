import { fullProjection } from '../entities/projection.ts';
import { isMembers, type Members } from '../http/members.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityRow } from '../state/table.ts';

/** References whose ID is a short text in the current generation: `statusId` is the key of the status. */
const SHORT_TEXT_IDS = ['Status', 'State', 'Type'] as const;
const LEFT_OUT = new Set(
  SHORT_TEXT_IDS.flatMap((prefix) => [`${prefix}Name`, `${prefix}DisplayName`, `${prefix}SortOrder`]),
);

/** A record as the current generation shows it: camel case, short text ids for statuses, states and types. */
export function phoenixRecord(state: StoreState, entity: string, row: EntityRow): Members {
  return camelCased(fullProjection(state, entity, row));
}

function camelCased(record: Members): Members {
  const shown: Members = {};
  for (const [name, value] of Object.entries(record)) {
    if (LEFT_OUT.has(name)) continue;
    const prefix = SHORT_TEXT_IDS.find((candidate) => name === `${candidate}ID` || name === `${candidate}Key`);
    if (prefix && name.endsWith('ID')) continue;
    shown[prefix ? `${prefix.toLowerCase()}Id` : camel(name)] = inner(value);
  }
  return shown;
}

function inner(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inner);
  // A number kept as text (a 64-bit hash) is an object without members to rename.
  return isMembers(value) && !('rawJSON' in value) ? camelCased(value) : value;
}

/** `CustomKey` → `customKey`, `ID` → `id`, `AccountID` → `accountId`. */
function camel(name: string): string {
  const start = name.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (capitals) => capitals.toLowerCase());
  return start.replace(/ID$/, 'Id');
}
