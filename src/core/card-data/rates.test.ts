import { describe, expect, it } from 'vitest';
import { findCardData } from './find.ts';

/** A small seeded generator, so that the rates are the same on every machine (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const digitsOf = (random: () => number, count: number): string =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('');

function rate(runs: number, seed: number, make: (random: () => number) => string): number {
  const random = seeded(seed);
  let hits = 0;
  for (let run = 0; run < runs; run += 1) if (findCardData({ value: make(random) }).length > 0) hits += 1;
  return hits / runs;
}

function uuid(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function ean13(random: () => number): string {
  const body = `4${digitsOf(random, 11)}`;
  const sum = body.split('').reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return body + ((10 - (sum % 10)) % 10);
}

describe('false alarms', () => {
  it('are about three in a hundred random numbers of 16 digits, the chance of issuer range and check digit', () => {
    const found = rate(20_000, 1, (random) => digitsOf(random, 16));
    expect(found).toBeGreaterThan(0.02);
    expect(found).toBeLessThan(0.035);
  });

  it('do not happen for UUIDs, EAN-13, ten-digit order numbers and parcel numbers of 12 digits', () => {
    expect(rate(20_000, 2, uuid)).toBe(0);
    expect(rate(20_000, 3, ean13)).toBe(0);
    expect(rate(20_000, 4, (random) => `00${digitsOf(random, 8)}`)).toBe(0);
    expect(rate(20_000, 5, (random) => digitsOf(random, 12))).toBe(0);
  });

  it('do not happen for hashes and rarely for random base64', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const letters = (random: () => number, from: string, count: number): string =>
      Array.from({ length: count }, () => from[Math.floor(random() * from.length)]).join('');
    expect(rate(10_000, 6, (random) => letters(random, '0123456789abcdef', 64))).toBe(0);
    expect(rate(10_000, 7, (random) => letters(random, alphabet, 43))).toBeLessThan(0.0005);
  });
});

describe('cost', () => {
  it('is far below a millisecond for an order of 10 kB', () => {
    const line = (number: number) => ({
      ID: 5000 + number,
      Sku: `PUMP-${1000 + number}`,
      Name: 'Centrifugal pump DN25, cast iron, flanged',
      UnitOfMeasure: 'EA',
      Quantity: 2,
      UnitCorePrice: 100.25,
      ExtendedPrice: 200.5,
      ItemType: 0,
      CustomKey: '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed',
      Notes: [{ Note1: 'Deliver to the back gate, ring 555-0100' }],
    });
    const order = {
      ID: 1042,
      CreatedDate: '2025-03-04T14:05:11.447',
      SalesItems: Array.from({ length: 36 }, (_, n) => line(n)),
    };
    expect(JSON.stringify(order).length).toBeGreaterThan(10_000);
    const times: number[] = [];
    for (let run = 0; run < 300; run += 1) {
      const before = performance.now();
      findCardData(order);
      times.push(performance.now() - before);
    }
    const median = times.toSorted((a, b) => a - b)[150] ?? Number.POSITIVE_INFINITY;
    expect(median).toBeLessThan(0.6);
  });

  it('grows with the size of the text and no faster', () => {
    const hostile = [
      '4 1 '.repeat(50_000),
      'cvv '.repeat(50_000),
      '%B'.repeat(100_000),
      'MTEx'.repeat(50_000),
      '[{"a":'.repeat(30_000),
      '4111-'.repeat(40_000),
      'card code value '.repeat(12_000),
    ];
    for (const text of hostile) {
      // Time of this process alone: the machine may be at work for others.
      const before = process.cpuUsage();
      findCardData({ text });
      expect(process.cpuUsage(before).user / 1_000, text.slice(0, 12)).toBeLessThan(1_500);
    }
  });
});
