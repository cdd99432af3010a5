import type { SideRecord } from './model.ts';
import { compareKeys } from './order.ts';

/** Everything that both sides have under one key. */
export interface KeyGroup {
  readonly key: string;
  readonly left: readonly SideRecord[];
  readonly right: readonly SideRecord[];
}

/**
 * Walks two streams that are ordered by `compareKeys`, once, and gives each key with the records of both sides. Holds
 * no more than the records of one key.
 * @throws Error when a stream is not in order: the result would be wrong without notice.
 */
export async function* mergeByKey(
  left: AsyncIterable<SideRecord>,
  right: AsyncIterable<SideRecord>,
): AsyncGenerator<KeyGroup> {
  const leftGroups = groupsOf(left);
  const rightGroups = groupsOf(right);
  let a = await leftGroups.next();
  let b = await rightGroups.next();
  while (!a.done || !b.done) {
    const order = a.done ? 1 : b.done ? -1 : compareKeys(a.value.key, b.value.key);
    const key = order <= 0 && !a.done ? a.value.key : b.done ? '' : b.value.key;
    yield {
      key,
      left: order <= 0 && !a.done ? a.value.records : [],
      right: order >= 0 && !b.done ? b.value.records : [],
    };
    if (order <= 0) a = await leftGroups.next();
    if (order >= 0) b = await rightGroups.next();
  }
}

async function* groupsOf(
  stream: AsyncIterable<SideRecord>,
): AsyncGenerator<{ readonly key: string; readonly records: SideRecord[] }, undefined> {
  let group: { key: string; records: SideRecord[] } | undefined;
  for await (const record of stream) {
    if (group && group.key !== record.key) {
      if (compareKeys(group.key, record.key) > 0) throw new Error(`${record.key} stands behind ${group.key}`);
      yield group;
      group = undefined;
    }
    group ??= { key: record.key, records: [] };
    group.records.push(record);
  }
  if (group) yield group;
  return undefined;
}
