import { expect, test, vi } from 'vitest';
import { Recheck } from './recheck.ts';

test('whoever asks while it is being read waits for that reading; soon after nobody reads', async () => {
  const read = vi.fn(() => Promise.resolve());
  const shared = new Recheck(read);
  await Promise.all([shared.look(), shared.look(), shared.lookNow()]);
  await shared.look();
  expect(read).toHaveBeenCalledTimes(1);
});

test('it is read again when a person has changed something, and at once for who cannot wait', async () => {
  const read = vi.fn(() => Promise.resolve());
  const shared = new Recheck(read);
  await shared.look();
  shared.forget();
  await shared.look();
  await shared.lookNow();
  expect(read).toHaveBeenCalledTimes(3);
});

test('a reading that throws is thrown on, and the next who asks reads again', async () => {
  const read = vi.fn(() => Promise.resolve()).mockRejectedValueOnce(new Error('away'));
  const shared = new Recheck(read);
  await expect(shared.look()).rejects.toThrow('away');
  await shared.look();
  await shared.look();
  expect(read).toHaveBeenCalledTimes(2);
});
