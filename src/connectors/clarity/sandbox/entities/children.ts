import { isDeepStrictEqual } from 'node:util';
import { type Members, numberMember, textMember } from '../http/members.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityRow } from '../state/table.ts';
import { entityNamed } from './all.ts';
import type { Children } from './definition.ts';
import { fullProjection } from './projection.ts';
import { createRow } from './write.ts';

const IGNORED = new Set(['ID', 'CreatedDate', 'UpdatedDate', 'MasterKey', 'MasterName']);

/**
 * Writes a child list that was sent: a matched and unchanged child stays, a matched and changed one is deactivated
 * and added anew (so that history stays), children that were not sent are deactivated, new ones are added.
 */
export function writeChildren(state: StoreState, children: Children, parentId: number, sent: readonly Members[]): void {
  const table = state.entity(children.entity);
  const before = table.where(children.parent, parentId).filter((row) => row.Active);
  const kept = new Set<number>();
  for (const child of sent) {
    const match = before.find((row) => !kept.has(row.ID) && isSame(row, child));
    if (match && isUnchanged(state, children.entity, match, child)) {
      kept.add(match.ID);
      continue;
    }
    if (match) deactivate(state, children.entity, match);
    const { ID: _, ...members } = child;
    createRow(state, entityNamed(children.entity), { ...members, [children.parent]: parentId });
  }
  for (const row of before) if (!kept.has(row.ID) && row.Active) deactivate(state, children.entity, row);
}

function isSame(row: EntityRow, sent: Members): boolean {
  const id = numberMember(sent, 'ID');
  if (id) return row.ID === id;
  const key = textMember(sent, 'CustomKey');
  if (key) return row.CustomKey?.toLowerCase() === key.toLowerCase();
  const slave = numberMember(sent, 'SlaveID');
  return slave !== undefined && row['SlaveID'] === slave;
}

/** Compares only what was sent: a member the caller left out does not count as a change. */
function isUnchanged(state: StoreState, entity: string, row: EntityRow, sent: Members): boolean {
  const shown = fullProjection(state, entity, row);
  return Object.entries(sent).every(
    ([name, value]) => IGNORED.has(name) || value == null || isDeepStrictEqual(plain(shown[name]), plain(value)),
  );
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function deactivate(state: StoreState, entity: string, row: EntityRow): void {
  state.entity(entity).patch(row.ID, { Active: false, UpdatedDate: state.clock.stamp() });
}
