import { describe, expect, it } from 'vitest';
import { simulateSettlements, simulateVouchers } from './simulate-finance.ts';

const base = { count: 1_000, seed: 7, quietTime: '150s' };
const exact = { lost: 0, doubled: 0, unbalanced: 0, wrong: 0 };

describe('vouchers under lost calls, lost answers, late effects and crashes (N01 N02 N03 C10)', () => {
  it('stand once, balanced, with exactly their lines', async () => {
    const report = await simulateVouchers(base);
    expect(report).toMatchObject({ ...exact, heldButThere: 0 });
    expect(report.held).toBeLessThan(report.count * 0.01);
  });

  it('do so with another seed, released at odd moments', async () => {
    expect(await simulateVouchers({ ...base, seed: 99, releases: 5 })).toMatchObject(exact);
  });

  it('would be out of balance without the read-back', async () => {
    expect((await simulateVouchers({ ...base, without: 'read-back' })).unbalanced).toBeGreaterThan(5);
  });

  it('would be doubled without the look before the second posting', async () => {
    expect((await simulateVouchers({ ...base, without: 'look' })).doubled).toBeGreaterThan(5);
  });

  it('would be doubled without the quiet time', async () => {
    expect((await simulateVouchers({ ...base, quietTime: '0s' })).doubled).toBeGreaterThan(5);
  });
});

describe('settlements', () => {
  it('stand once with exactly their amounts', async () => {
    expect(await simulateSettlements(base)).toMatchObject({ ...exact, heldButThere: 0 });
  });

  it('would be doubled without the look', async () => {
    expect((await simulateSettlements({ ...base, without: 'look' })).doubled).toBeGreaterThan(5);
  });
});
