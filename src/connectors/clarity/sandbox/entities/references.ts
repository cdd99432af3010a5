import { type Members, numberMember, objectMember, textMember } from '../http/members.ts';
import { CodedError } from '../http/reply.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityRow } from '../state/table.ts';
import { entityNamed } from './all.ts';
import type { Reference } from './definition.ts';
import { fullProjection } from './projection.ts';
import { changeRow, createRow } from './write.ts';

/**
 * The ID a reference of a written record ends with: by ID, then key, then name, then embedded object. Unknown keys of
 * statuses, states and types make a new row; users are never made this way. `undefined` means nothing was said.
 */
export function resolveReference(
  state: StoreState,
  prefix: string,
  reference: Reference,
  body: Members,
): number | undefined {
  const embedded = objectMember(body, prefix);
  const found = findReferred(state, prefix, reference, body, embedded);
  if (reference.embedded && embedded) {
    if (!found) return createRow(state, entityNamed(reference.entity), embedded).ID;
    const shown = fullProjection(state, reference.entity, found);
    // What was read and sent back unchanged is left alone, without looking at it member by member.
    if (JSON.stringify(shown) !== JSON.stringify(embedded)) {
      changeRow(state, entityNamed(reference.entity), found, embedded);
    }
  }
  return found?.ID;
}

function findReferred(
  state: StoreState,
  prefix: string,
  reference: Reference,
  body: Members,
  embedded: Members | undefined,
): EntityRow | undefined {
  const table = state.entity(reference.entity);
  const id = numberMember(body, `${prefix}ID`) ?? (embedded && numberMember(embedded, 'ID'));
  if (id !== undefined && id !== 0) {
    const row = table.get(id);
    if (!row) throw new CodedError('invalidOperation', `No ${reference.entity} has the ID ${id}`, `${prefix}ID`);
    return row;
  }
  const key = textMember(body, `${prefix}Key`) ?? (embedded && textMember(embedded, 'CustomKey'));
  const name = textMember(body, `${prefix}Name`) ?? (embedded && textMember(embedded, 'Name'));
  const found = (key ? table.byKey(key) : undefined) ?? (name ? byName(table.rows.values(), name) : undefined);
  if (found || (!key && !name)) return found;
  if (reference.createUnknown) return createClassification(state, reference.entity, key ?? name ?? '');
  if (reference.embedded && embedded) return undefined;
  throw new CodedError('invalidOperation', `No ${reference.entity} has the key or name ${key ?? name}`, `${prefix}Key`);
}

function byName(rows: Iterable<EntityRow>, name: string): EntityRow | undefined {
  const wanted = name.toLowerCase();
  for (const row of rows) {
    if (row.Active && typeof row['Name'] === 'string' && row['Name'].toLowerCase() === wanted) return row;
  }
  return undefined;
}

function createClassification(state: StoreState, entity: string, key: string): EntityRow {
  return state.insert(entity, { CustomKey: key, Name: key, DisplayName: key, Description: null, SortOrder: 0 });
}
