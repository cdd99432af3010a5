import { type Members, numberMember, textMember } from '../http/members.ts';
import { CodedError } from '../http/reply.ts';
import type { StoreState } from '../state/store.ts';

/** The categories of a written product, each with id, key and name. A category that is not there is an error. */
export function placeInCategories(state: StoreState, sent: readonly Members[]): Members[] {
  return sent.map((entry) => {
    const table = state.entity('Category');
    const key = textMember(entry, 'SlaveKey');
    const row = table.get(numberMember(entry, 'SlaveID')) ?? (key === undefined ? undefined : table.byKey(key));
    if (!row) throw new CodedError('invalidOperation', `No Category has the key or name ${key}`, 'SlaveKey');
    return {
      ...entry,
      Active: entry['Active'] !== false,
      SlaveID: row.ID,
      SlaveKey: row.CustomKey,
      SlaveName: row['Name'],
    };
  });
}
