import { expect, test } from 'vitest';
import {
  changesOf,
  EMPTY_DRAFT,
  faultOf,
  type Fix,
  type FixField,
  limitWords,
  orderOf,
  rememberWords,
} from './fix-model.ts';

const field: FixField = {
  path: 'lines[0].itemNumber',
  label: 'Item number, line 1',
  value: 'GHOST-1',
  kind: 'text',
  required: true,
  limit: { maxLength: 15, type: 'text', source: 'OIS100MI AddBatchLine ITNO' },
  lookup: { path: 'lines[0].itemNumber', crosswalk: 'item', key: 'GHOST-1' },
  remember: ['crosswalk'],
};
const fix: Fix = {
  runId: 'r',
  updatedAt: '2026-11-21T10:00:00.000Z',
  step: 'm3order',
  reason: 'no item',
  editable: true,
  fields: [field],
  writes: [],
  alike: 0,
  behind: { count: 0, items: [] },
};

test('only what is another value is sent, and only that is kept', () => {
  const same = {
    ...EMPTY_DRAFT,
    values: { [field.path]: 'GHOST-1 ' },
    remember: { [field.path]: 'crosswalk' as const },
  };
  expect(changesOf(fix, same)).toEqual([]);
  expect(orderOf(fix, same)).toEqual({ changes: [], remember: [] });
  expect(orderOf(fix, { ...same, values: { [field.path]: 'PUMP' }, link: ' C1 ' })).toEqual({
    changes: [{ path: field.path, value: 'PUMP' }],
    remember: [{ path: field.path, as: 'crosswalk' }],
    link: 'C1',
  });
});

test('what is too long, missing or no number is told at once', () => {
  expect(faultOf(field, 'X'.repeat(16))).toBe('At most 15 characters; these are 16.');
  expect(faultOf(field, ' ')).toBe('Needed.');
  expect(faultOf({ ...field, limit: { type: 'number', source: 'x' } }, '1,5')).toBe('A number, such as 12.50.');
  expect(faultOf({ ...field, allowed: ['before', 'after'] }, 'x')).toBe('One of before, after.');
  expect(faultOf(field, 'PUMP')).toBeUndefined();
});

test('limits and what is kept are told in words', () => {
  expect(limitWords(field)).toBe('needed · at most 15 characters · OIS100MI AddBatchLine ITNO');
  expect(rememberWords(field, 'crosswalk', 'PUMP')).toBe('Remember: GHOST-1 means PUMP from now on (crosswalk item)');
});
