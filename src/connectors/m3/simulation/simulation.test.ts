import { describe, expect, it } from 'vitest';
import { HARSH } from './network.ts';
import { simulateCustomers, simulateOrders } from './simulate.ts';

const base = { count: 1_500, seed: 7, quietTime: '150s' };
const once = { ...HARSH, repeated: 0 };
const exact = { lost: 0, duplicated: 0, wrongLines: 0 };

describe('orders under lost calls, lost answers, late effects and crashes (N01 N02 N03 C03 C04 C05 C06 C07 C17)', () => {
  it('arrive once with exactly their lines', async () => {
    const report = await simulateOrders(base);
    expect(report).toMatchObject(exact);
    expect(report.held).toBeLessThan(report.count * 0.01);
    expect(report.heldButThere).toBe(0);
    expect(report.calls).toBeGreaterThan(base.count * 6);
  });

  it('do so too when lines go one by one', async () => {
    expect(await simulateOrders({ ...base, count: 600, lineMode: 'single' })).toMatchObject(exact);
  });

  it('do so with another seed, released at odd moments', async () => {
    expect(await simulateOrders({ ...base, seed: 99, releases: 5 })).toMatchObject({ ...exact, heldButThere: 0 });
  });

  it('would be doubled without the quiet time', async () => {
    const report = await simulateOrders({ ...base, quietTime: '0s' });
    expect(report.duplicated).toBeGreaterThan(10);
  });

  it('would have wrong lines without the read-back (N26)', async () => {
    const report = await simulateOrders({ ...base, blind: true });
    expect(report.wrongLines).toBeGreaterThan(5);
  });

  it('give the same report for the same seed', async () => {
    const small = { ...base, count: 100 };
    expect(await simulateOrders(small)).toEqual(await simulateOrders(small));
  });
});

describe('direct entry', () => {
  const direct = { ...base, orderEntry: 'direct' as const, mishaps: once };

  it('arrives once with exactly its lines while the quiet time is long enough', async () => {
    expect(await simulateOrders(direct)).toMatchObject(exact);
  });

  it('would be doubled by a quiet time shorter than the latest effect', async () => {
    const report = await simulateOrders({ ...direct, quietTime: '10s' });
    expect(report.duplicated + report.wrongLines).toBeGreaterThan(10);
  });
});

describe('customers whose number M3 gives (C09)', () => {
  it('are made once', async () => {
    expect(await simulateCustomers({ ...base, mishaps: once })).toMatchObject(exact);
  });

  it('would be doubled without the quiet time', async () => {
    expect((await simulateCustomers({ ...base, mishaps: once, quietTime: '0s' })).duplicated).toBeGreaterThan(10);
  });
});
