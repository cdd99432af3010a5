import { expect, test } from 'vitest';
import { validateFiles } from './compile-flows.ts';
import { readFlowFiles } from './flow-files.ts';

test('a catch of an error that nothing gives is told, with what was meant', async () => {
  const files = await readFlowFiles('flows/order-to-cash');
  const spelt = files.map((file) => ({ ...file, text: file.text.replace('m3.item-not-found', 'm3.item-not-fuond') }));
  const told = validateFiles(spelt).filter(({ message }) => message.includes('m3.item-not-fuond'));
  expect(told).toMatchObject([{ severity: 'warning', suggestion: 'm3.item-not-found' }]);
  expect(validateFiles(files).filter(({ message }) => message.includes('no error has the code'))).toEqual([]);
});
