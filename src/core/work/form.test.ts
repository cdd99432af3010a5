import { expect, test } from 'vitest';
import { writesOf } from './effects.ts';
import { formOf, type FormSources } from './form.ts';
import { alikeChanges, patchInput } from './patch.ts';

const input = {
  orderKey: '7',
  currency: 'SEK',
  lines: [
    { itemNumber: 'PUMP', quantity: '1' },
    { itemNumber: 'GHOST-1', quantity: '2' },
    { itemNumber: 'GHOST-1', quantity: '3' },
  ],
};
const sources: FormSources = {
  input,
  failure: {
    kind: 'missing',
    code: 'm3.item-not-found',
    message: 'no item',
    record: 'item GHOST-1',
    field: 'lines[1].itemNumber',
  },
  schema: {
    type: 'object',
    properties: {
      currency: { type: 'string', description: 'ISO 4217 code' },
      warehouse: { type: 'string', description: 'Warehouse' },
      lines: {
        type: 'array',
        items: {
          type: 'object',
          required: ['itemNumber'],
          properties: { itemNumber: { type: 'string', description: 'Item number in M3', 'x-source': 'ITNO' } },
        },
      },
    },
  },
  lookups: [{ path: 'lines[1].itemNumber', crosswalk: 'item', key: 'GHOST-1' }],
  crosswalks: { item: { crosswalk: 'item', title: 'Items', from: 'clarity', to: 'm3', rows: { A: 'PUMP' } } },
  settings: { warehouse: '001' },
  limitOf: (source) => ({ source, maxLength: 15 }),
};

test('bad fields come first, with limits, what they come from, and how a correction is kept', () => {
  const [first, ...others] = formOf(sources);
  expect(first).toEqual({
    path: 'lines[1].itemNumber',
    label: 'Item number in M3, line 2',
    value: 'GHOST-1',
    kind: 'text',
    wrong: 'no item',
    required: true,
    limit: { source: 'ITNO', maxLength: 15 },
    suggested: ['PUMP'],
    lookup: { path: 'lines[1].itemNumber', crosswalk: 'item', key: 'GHOST-1' },
    remember: ['crosswalk'],
  });
  expect(others.find(({ path }) => path === 'warehouse')).toMatchObject({
    value: '',
    setting: 'warehouse',
    remember: ['default'],
  });
});

test('without a field the record that is named is looked for', () => {
  const { field: _, ...failure } = sources.failure ?? { kind: 'missing', code: '', message: '' };
  expect(formOf({ ...sources, failure })[0]?.path).toBe('lines[1].itemNumber');
});

test('where the mapping made no input, the missing crosswalk rows are the form', () => {
  const { input: _, ...others } = sources;
  const fields = formOf({ ...others, input: undefined });
  expect(fields).toMatchObject([{ path: 'lines[1].itemNumber', wrong: 'Crosswalk item has no row for GHOST-1.' }]);
});

test('corrections keep the kind of a value, an empty one takes it out, a wrong place is refused', () => {
  const patched = patchInput({ n: 1, on: true, text: 'a', list: [1] }, [
    { path: 'n', value: '2' },
    { path: 'on', value: 'false' },
    { path: 'text', value: ' ' },
  ]);
  expect(patched).toMatchObject({ input: { n: 2, on: false, list: [1] } });
  expect(patchInput({ n: 1 }, [{ path: 'n', value: 'x' }])).toMatchObject({ fault: 'n takes a number.' });
  expect(patchInput({ list: [1] }, [{ path: 'list', value: 'x' }])).toMatchObject({ path: 'list' });
  expect(patchInput({ a: 'x' }, [{ path: 'a.b', value: 'x' }])).toMatchObject({ path: 'a.b' });
});

test('the same correction for another order goes where the same value stands', () => {
  const patched = patchInput(input, [{ path: 'lines[1].itemNumber', value: 'REAL' }]);
  if (!('fields' in patched)) throw new Error('refused');
  const other = { lines: [{ itemNumber: 'GHOST-1' }, { itemNumber: 'PUMP' }, { itemNumber: 'GHOST-1' }] };
  expect(alikeChanges(other, patched.fields)).toEqual([
    { path: 'lines[0].itemNumber', value: 'REAL' },
    { path: 'lines[2].itemNumber', value: 'REAL' },
  ]);
});

test('writes that took effect, or may have, are told', () => {
  const write = { step: 's', effect: 'write', request: {} } as const;
  const answered = { ...write, type: 'call-answered', tookMs: 1 } as const;
  expect(
    writesOf([
      { type: 'call-sent', at: 1, call: 'stage', ...write },
      { ...answered, at: 2, call: 'stage', outcome: 'applied' },
      { type: 'call-sent', at: 3, call: 'fill', ...write },
      { ...answered, at: 4, call: 'fill', outcome: 'refused' },
      { type: 'call-sent', at: 5, call: 'confirm', ...write },
    ]),
  ).toEqual([
    { step: 's', call: 'stage', at: 2, outcome: 'applied' },
    { step: 's', call: 'confirm', at: 5, outcome: 'unknown' },
  ]);
});
