import { expect, test } from 'vitest';
import type { FlowSetting } from './model.ts';
import { faultsOfSettings, settingsBesideDefaults } from './settings.ts';

const declared: Readonly<Record<string, FlowSetting>> = {
  safetyStock: { title: 'Kept back', type: 'number', default: 0 },
  stopSale: { title: 'Stop the sale', type: 'boolean', default: false },
  guests: { title: 'Guests', type: 'choice', choices: ['one-number', 'own-number'], default: 'one-number' },
  number: { title: 'Number of guests', type: 'text', default: 'WEBGUEST' },
};

test('values of the declared kind are taken', () => {
  const given = { safetyStock: 5, stopSale: true, guests: 'own-number', number: '' };
  expect(faultsOfSettings(declared, given)).toEqual([]);
});

test.each([
  [{ safetyStock: '5' }, '“Kept back” is a number.'],
  [{ safetyStock: null }, '“Kept back” is a number.'],
  [{ stopSale: 'yes' }, '“Stop the sale” is either true or false.'],
  [{ guests: 'none' }, '“Guests” is one of one-number, own-number.'],
  [{ number: 7 }, '“Number of guests” is a text.'],
  [{ number: 'x'.repeat(2_001) }, '“Number of guests” has at most 2000 characters.'],
  [{ safteyStock: 5 }, 'There is no setting “safteyStock”; “safetyStock” was meant.'],
  [{ toString: 5 }, 'There is no setting “toString”; there are safetyStock, stopSale, guests, number.'],
] as const)('%j is refused in words', (given, message) => {
  expect(faultsOfSettings(declared, given)).toEqual([{ setting: Object.keys(given)[0], message }]);
});

test('only what differs from the defaults is kept', () => {
  expect(settingsBesideDefaults(declared, { safetyStock: 0, stopSale: true, number: 'WEBGUEST' })).toEqual({
    stopSale: true,
  });
});
