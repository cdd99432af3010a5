import { afterAll, expect, test } from 'vitest';
import { createEventVersions } from './event-versions.ts';
import { openTestStore } from './test-store.ts';

const { pool, close } = await openTestStore();

afterAll(close);

test('the newest version of a subject stays, in whatever order they come', async () => {
  const versions = createEventVersions(pool);
  const item = { tenant: 't', connection: 'm3', type: 'm3.item.changed', subject: 'PUMP-1001' };
  expect(await versions.newest(item)).toBeUndefined();
  await Promise.all([3, 7, 5].map((version) => versions.remember({ ...item, version })));
  expect(await versions.newest(item)).toBe(7);
  expect(await versions.newest({ ...item, subject: 'PUMP-1007' })).toBeUndefined();
  expect(await versions.newest({ ...item, connection: 'other' })).toBeUndefined();
});
