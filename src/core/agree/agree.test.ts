import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, fitted, sameAcross } from './canonical.ts';
import { decideField, type FieldState, shadowOf } from './decide-field.ts';
import { decideRecord, type RecordState, writeOf } from './decide-record.ts';
import { isLoop, rememberWrites } from './loop.ts';
import { type FieldRule, type FieldWrite, NO_SHADOW, OWNERS, type Side } from './model.ts';

const NAME: FieldRule = { kind: 'text', owner: 'store', m3: { maxLength: 36 } };
const SHOUTED: FieldRule = { kind: 'text', owner: 'last-change', m3: { maxLength: 36, upperCase: true } };

describe('the one form of a value', () => {
  it.each([
    ['  Nordic   Tools\u00a0AB ', { kind: 'text' }, 'Nordic Tools AB'],
    ['   ', { kind: 'text' }, null],
    [null, { kind: 'text' }, null],
    ['Malmo\u0308', { kind: 'text' }, 'Malmö'],
    ['a@B.Example ', { kind: 'email' }, 'A@B.EXAMPLE'],
    ['+46 (0)40-12 34', { kind: 'phone' }, '460401234'],
    ['0046 401234', { kind: 'phone' }, '46401234'],
    ['211 22', { kind: 'code' }, '21122'],
    ['uk', { kind: 'code', aliases: { UK: 'GB' } }, 'GB'],
    ['5000.00', { kind: 'decimal' }, '5000'],
    [['Dock Road 1', '', ' Gate 4'], { kind: 'lines' }, 'Dock Road 1 Gate 4'],
    [true, { kind: 'flag' }, 'true'],
  ] as const)('D03 D12: %j as %j is %j', (value, rule, expected) => {
    expect(canonical(value as never, rule)).toBe(expected);
  });

  it('is its own canonical form, and stays so when a side stores it', () => {
    const rule = fc.record({
      kind: fc.constantFrom('text', 'phone', 'email', 'code', 'decimal', 'lines'),
      ignoreCase: fc.boolean(),
      m3: fc.record({ maxLength: fc.integer({ min: 1, max: 20 }), upperCase: fc.boolean() }),
    });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), rule, (value, given) => {
        const one = canonical(value, given);
        expect(canonical(one, given)).toBe(one);
        const held = fitted(one, given, 'm3');
        expect(fitted(held, given, 'm3')).toBe(held);
        expect(sameAcross(held, one, given)).toBe(true);
      }),
    );
  });
});

const texts = fc.string({ unit: 'grapheme', maxLength: 60 });
const owners = fc.constantFrom(...OWNERS);

/** What a side makes of a value when it stores it. */
function held(value: string, rule: FieldRule, side: Side): string {
  return fitted(canonical(value, rule), rule, side) ?? '';
}

describe('deciding about one field', () => {
  const shadow = shadowOf('Nordic Tools', 'Nordic Tools', NAME);
  const decide = (change: Partial<FieldState>) =>
    decideField({ rule: NAME, shadow, m3: 'Nordic Tools', store: 'Nordic Tools', ...change });

  it('W14: what did not change is an echo', () => {
    expect(decide({})).toEqual({ do: 'keep', why: 'unchanged' });
    expect(decide({ m3: ' Nordic  Tools ', store: 'Nordic Tools' })).toEqual({ do: 'keep', why: 'unchanged' });
  });

  it('a new value of the owner goes over, one of the other is put back', () => {
    expect(decide({ store: 'Nordic Works' })).toEqual({ do: 'write', to: 'm3', why: 'changed' });
    expect(decide({ m3: 'Nordic Works' })).toEqual({ do: 'write', to: 'm3', why: 'restored' });
  });

  it.each([
    ['m3', 'store'],
    ['store', 'm3'],
  ] as const)('a conflict goes by the table: %s owns, so %s is written', (owner, to) => {
    const rule = { ...NAME, owner };
    expect(decide({ rule, m3: 'A', store: 'B' })).toEqual({ do: 'write', to, why: 'conflict' });
  });

  it('the last change wins where the table says so, and a person is asked when nobody knows which was last', () => {
    const rule: FieldRule = { ...NAME, owner: 'last-change' };
    const at = (m3: number, store: number) => decide({ rule, m3: 'A', store: 'B', changedAt: { m3, store } });
    expect([at(2, 1), at(1, 2), at(1, 1)]).toEqual([
      { do: 'write', to: 'store', why: 'conflict' },
      { do: 'write', to: 'm3', why: 'conflict' },
      { do: 'ask', why: 'conflict' },
    ]);
    expect(decide({ rule, m3: 'A', store: 'B' })).toEqual({ do: 'ask', why: 'conflict' });
  });

  it('a person is asked only when both sides changed', () => {
    const rule: FieldRule = { ...NAME, owner: 'person' };
    expect(decide({ rule, m3: 'A' })).toEqual({ do: 'write', to: 'store', why: 'changed' });
    expect(decide({ rule, m3: 'A', store: 'B' })).toEqual({ do: 'ask', why: 'conflict' });
    expect(decide({ rule, m3: 'A', store: 'A' })).toEqual({ do: 'keep', why: 'agreed' });
  });

  it('at the first meeting an empty field is filled, never blanked out', () => {
    const first = { rule: { ...NAME, owner: 'm3' as const }, m3: '', store: 'Nordic' };
    expect(decideField(first)).toEqual({ do: 'write', to: 'm3', why: 'first' });
    expect(decideField({ ...first, store: '' })).toEqual({ do: 'keep', why: 'agreed' });
    const limit = { kind: 'decimal', owner: 'm3', fill: false } as const;
    expect(decideField({ rule: limit, m3: '', store: '5000' })).toEqual({ do: 'keep', why: 'agreed' });
    expect(decideField({ rule: limit, m3: '5000', store: '' })).toEqual({ do: 'write', to: 'store', why: 'first' });
  });

  it('D01 D03: what M3 cuts, shouts or composes gives no echo', () => {
    fc.assert(
      fc.property(texts, owners, fc.boolean(), (value, owner, shouted) => {
        const rule = { ...(shouted ? SHOUTED : NAME), owner };
        const stored = held(value, rule, 'm3');
        const shadow = shadowOf(stored, value, rule);
        expect(decideField({ rule, shadow, m3: ` ${stored} `, store: value.normalize('NFD') })).toEqual({
          do: 'keep',
          why: 'unchanged',
        });
        expect(decideField({ rule, m3: stored, store: value })).toEqual({ do: 'keep', why: 'agreed' });
      }),
    );
  });

  it('W05: is stable: once carried out and remembered, nothing is left to do', () => {
    fc.assert(
      fc.property(texts, texts, texts, texts, owners, fc.boolean(), (oldM3, oldStore, m3, store, owner, shouted) => {
        const rule: FieldRule = { ...(shouted ? SHOUTED : NAME), owner, store: { maxLength: 50 } };
        const now = { m3: held(m3, rule, 'm3'), store: held(store, rule, 'store') };
        const shadow = shadowOf(oldM3, oldStore, rule);
        const decision = decideField({ rule, shadow, ...now, changedAt: { m3: 1, store: 2 } });
        if (decision.do === 'write') {
          const from = decision.to === 'm3' ? 'store' : 'm3';
          now[decision.to] = held(now[from], rule, decision.to);
        }
        if (decision.do === 'ask') return;
        const after = shadowOf(now.m3, now.store, rule);
        expect(decideField({ rule, shadow: after, ...now })).toEqual({ do: 'keep', why: 'unchanged' });
      }),
    );
  });
});

describe('deciding about a record', () => {
  const rules: Record<string, FieldRule> = {
    name: NAME,
    creditLimit: { kind: 'decimal', owner: 'm3' },
    street: { kind: 'lines', owner: 'store', group: 'address' },
    city: { kind: 'text', owner: 'store', group: 'address', m3: { maxLength: 20 } },
  };
  const base = { name: 'Nordic', creditLimit: '5000', street: 'Dock 1', city: 'Malmö' };
  const shadow = {
    fields: Object.fromEntries(
      Object.entries(rules).map(([field, rule]) => {
        const value = base[field as keyof typeof base];
        return [field, shadowOf(value, value, rule)];
      }),
    ),
    writes: [],
  };
  const decide = (m3: object, store: object, more: Partial<RecordState> = {}) =>
    decideRecord({ rules, shadow, m3: { ...base, ...m3 }, store: { ...base, ...store }, now: 1_000_000, ...more })
      .filter(({ decision }) => decision.do !== 'keep')
      .map(({ field, decision, loop }) => [field, decision.do === 'write' ? decision.to : 'ask', loop ?? false]);

  it('each field goes its own way', () => {
    expect(decide({ creditLimit: '7000' }, { name: 'Nordic AB' })).toEqual([
      ['name', 'm3', false],
      ['creditLimit', 'store', false],
    ]);
  });

  it('an address is never half of one side and half of the other', () => {
    const open = {
      ...rules,
      street: { ...rules['street'], owner: 'last-change' },
      city: { ...rules['city'], owner: 'last-change' },
    };
    const both = { rules: open as typeof rules };
    expect(decide({ street: 'Dock 2' }, { city: 'Lund' }, { ...both, changedAt: { m3: 5, store: 9 } })).toEqual([
      ['street', 'm3', false],
      ['city', 'm3', false],
    ]);
    expect(decide({ street: 'Dock 2' }, { city: 'Lund' }, both).map(([, way]) => way)).toEqual(['ask', 'ask']);
  });

  it('what a person has said answers the question', () => {
    const asked = { name: { ...NAME, owner: 'person' as const } };
    expect(decide({ name: 'A' }, { name: 'B' }, { rules: asked })).toEqual([['name', 'ask', false]]);
    expect(decide({ name: 'A' }, { name: 'B' }, { rules: asked, chosen: { name: 'm3' } })).toEqual([
      ['name', 'store', false],
    ]);
  });

  it('W15: two sides that undo each other are stopped at the fourth write', () => {
    let remembered: RecordState['shadow'] = shadow;
    const made: number[] = [];
    for (let turn = 0; turn < 10; turn += 1) {
      const now = 1_000_000 + turn * 1_000;
      const store = { ...base, creditLimit: String(9_000 + turn) };
      const outcome = decideRecord({ rules, shadow: remembered, m3: base, store, now }).find(
        ({ decision }) => decision.do === 'write',
      );
      if (!outcome || outcome.loop) continue;
      made.push(turn);
      const write = writeOf(outcome, 'store', { kind: 'decimal', owner: 'm3' }, now);
      remembered = { ...remembered, writes: rememberWrites(remembered.writes, [write], now) };
    }
    expect(made).toEqual([0, 1, 2]);
  });
});

describe('loops', () => {
  const write = (to: Side, value: string, at: number): FieldWrite => ({ field: 'name', to, value, at });

  it('to and fro is a loop, also when every value is new', () => {
    const before = [write('m3', 'a', 1), write('store', 'b', 2), write('m3', 'c', 3)];
    expect(isLoop(before, write('store', 'd', 4))).toBe(true);
    expect(isLoop(before.slice(1), write('store', 'd', 4))).toBe(false);
  });

  it('one value again and again is a loop, new values one way are not', () => {
    const same = [write('m3', 'a', 1), write('m3', 'a', 2), write('m3', 'a', 3)];
    expect(isLoop(same, write('m3', 'a', 4))).toBe(true);
    expect(
      isLoop(
        [1, 2, 3, 4, 5, 6].map((at) => write('m3', `v${at}`, at)),
        write('m3', 'v7', 7),
      ),
    ).toBe(false);
  });

  it('forgets after ten minutes, and keeps fields apart', () => {
    const before = [write('m3', 'a', 1), write('store', 'b', 2), write('m3', 'c', 3)];
    expect(isLoop(before, write('store', 'd', 600_002))).toBe(false);
    expect(isLoop(before, { ...write('store', 'd', 4), field: 'city' })).toBe(false);
    expect(rememberWrites(before, [], 600_002)).toHaveLength(1);
  });

  it('nothing is remembered at first', () => expect(NO_SHADOW).toEqual({ fields: {}, writes: [] }));
});
