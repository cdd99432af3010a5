import { expect, test } from 'vitest';
import { countChanged, describeSetting, readValues, startValues } from './settings-model.ts';

const declared = [
  { name: 'safetyStock', title: 'Kept back', type: 'number', default: 0, help: 'Of every item.' },
  { name: 'stopSale', title: 'Stop the sale', type: 'boolean', default: false },
  { name: 'guests', title: 'Guests', type: 'choice', choices: ['one', 'own'], default: 'one' },
] as const;

test('fields begin with what is set, or the default, and are read back as what they were', () => {
  const values = startValues([...declared], { safetyStock: 5 });
  expect(values).toEqual({ safetyStock: '5', stopSale: false, guests: 'one' });
  expect(readValues([...declared], values)).toEqual({
    settings: { safetyStock: 5, stopSale: false, guests: 'one' },
    faults: {},
  });
});

test.each(['', 'five', '1e3', '0x10', '5,5', 'Infinity'])('“%s” is no number', (text) => {
  expect(readValues([...declared], { safetyStock: text }).faults).toEqual({
    safetyStock: 'A number, such as 5 or 0.5.',
  });
});

test('a field says what it is when nobody sets it, and a flow how many are set', () => {
  expect(declared.map((each) => describeSetting(each))).toEqual([
    'Of every item. Default: 0.',
    'Default: off.',
    'Default: one.',
  ]);
  expect(countChanged([...declared], { safetyStock: 5, stopSale: false })).toBe(1);
});
