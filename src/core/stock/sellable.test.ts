import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeptFigure, PromisedLine, StockReading } from './model.ts';
import { planStock } from './sellable.ts';

const AT = '2026-01-12T08:00:00.000Z';
const reading = (change: Partial<StockReading> = {}): StockReading => ({
  itemNumber: 'A',
  warehouse: '001',
  outcome: 'read',
  figure: '10',
  readAt: AT,
  place: '001-MAIN',
  safety: '0',
  decimals: 0,
  ...change,
});
const kept = (change: Partial<KeptFigure> = {}): KeptFigure => ({
  itemNumber: 'A',
  warehouse: '001',
  figure: '9',
  readAt: Date.parse(AT) - 1_000,
  ...change,
});
const quantityOf = (change: Partial<StockReading>, promised: readonly PromisedLine[] = []): string | undefined =>
  planStock([reading(change)], promised, []).rows[0]?.quantity;

describe('what can be sold', () => {
  it('is the figure less what is promised and less safety', () => {
    expect(quantityOf({})).toBe('10');
    expect(quantityOf({ safety: '2' }, [{ item: 'A', warehouse: '001', quantity: '3' }])).toBe('5');
    expect(quantityOf({}, [{ item: 'A', warehouse: '002', quantity: '3' }])).toBe('10');
    expect(quantityOf({}, [{ item: 'A', quantity: '3' }])).toBe('7');
    expect(quantityOf({}, [{ item: 'B', quantity: '3' }])).toBe('10');
    expect(quantityOf({}, [{ item: 'A', quantity: '-3' }])).toBe('10');
  });

  it('is never below zero, and the figure is kept as it came (negative stock)', () => {
    const { rows } = planStock([reading({ figure: '-4' })], [], []);
    expect(rows).toMatchObject([{ quantity: '0', figure: '-4' }]);
  });

  it('is cut to the decimals of the unit', () => {
    expect(quantityOf({ figure: '10.9' })).toBe('10');
    expect(quantityOf({ figure: '10.999', decimals: 2 })).toBe('10.99');
  });

  it('does not come from an older reading', () => {
    const plan = planStock([reading()], [], [kept({ readAt: Date.parse(AT) + 1 })]);
    expect(plan).toMatchObject({ rows: [], stale: 1 });
    expect(planStock([reading()], [], [kept({ readAt: Date.parse(AT) })]).rows).toHaveLength(1);
  });

  it('of what cannot be sold says why, and whether that is new; the rest goes on', () => {
    const { rows, problems } = planStock(
      [
        reading({ itemNumber: 'X', place: '', warehouse: '009' }),
        reading({ itemNumber: 'Y', outcome: 'skipped', reason: 'M3 does not know it' }),
        reading({ itemNumber: 'Z', figure: 'many' }),
        reading(),
      ],
      [],
      [kept({ itemNumber: 'Y', problem: 'M3 does not know it' })],
    );
    expect(rows.map(({ sku }) => sku)).toEqual(['A']);
    expect(problems.map(({ itemNumber, isNew }) => [itemNumber, isNew])).toEqual([
      ['X', true],
      ['Y', false],
      ['Z', true],
    ]);
  });

  it('is doubted when everything is zero at once', () => {
    const items = Array.from({ length: 25 }, (_, index) => `I${index}`);
    const zeros = items.map((itemNumber) => reading({ itemNumber, figure: '0' }));
    const before = items.map((itemNumber) => kept({ itemNumber }));
    expect(planStock(zeros, [], before).doubt).toBe('All 25 figures read are zero, and 25 of them were not before');
    expect(planStock(zeros, [], []).doubt).toBe('');
    expect(planStock([...zeros.slice(1), reading()], [], before).doubt).toBe('');
  });
});

/**
 * One item, `onHand` pieces. Orders are accepted by us (promised), then land in M3 (reserved there), then we learn of
 * it (no longer promised). A reading asks for what is promised first and for M3's figure afterwards.
 */
describe('orders on their way', () => {
  type Move = 'accept' | 'land' | 'learn' | 'promised' | 'figure';
  const moves = fc.array(fc.constantFrom<Move>('accept', 'land', 'learn', 'promised', 'figure'), { maxLength: 60 });

  it('are never left out of a reading, in whatever order things happen', () => {
    fc.assert(
      fc.property(moves, (sequence) => {
        const onHand = 100;
        let [accepted, landed, learnt] = [0, 0, 0];
        let asked: { promised: number; accepted: number } | undefined;
        for (const move of sequence) {
          if (move === 'accept') accepted += 1;
          if (move === 'land' && landed < accepted) landed += 1;
          if (move === 'learn' && learnt < landed) learnt += 1;
          if (move === 'promised') asked = { promised: accepted - learnt, accepted };
          if (move !== 'figure' || asked === undefined) continue;
          const lines = [{ item: 'A', quantity: String(asked.promised) }];
          const told = Number(quantityOf({ figure: String(onHand - landed) }, lines));
          // Every order accepted when we asked is off the figure: once, or twice for a moment, never not at all.
          expect(told).toBeLessThanOrEqual(onHand - asked.accepted);
          // At rest, when nothing is between landing and learning, each is off exactly once.
          if (landed === learnt && accepted === asked.accepted && asked.promised === accepted - learnt)
            expect(told).toBe(onHand - accepted);
        }
      }),
      { numRuns: 300 },
    );
  });
});
