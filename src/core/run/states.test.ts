import { describe, expect, it } from 'vitest';
import { checkTransitions } from './check-transitions.ts';
import { FINAL_STATES, RUN_STATES, RUN_TRANSITIONS, transition } from './states.ts';

describe('the states of a run', () => {
  it('can all be reached and left, except the final ones', () => {
    expect(checkTransitions(RUN_TRANSITIONS, 'queued', FINAL_STATES)).toEqual([]);
    expect(Object.keys(RUN_TRANSITIONS).toSorted()).toEqual([...RUN_STATES].toSorted());
  });

  it('can be canceled by a person as long as they are not final', () => {
    for (const state of RUN_STATES) {
      const isFinal = (FINAL_STATES as readonly string[]).includes(state);
      expect(transition(state, 'cancel')).toBe(isFinal ? undefined : 'canceled');
    }
  });

  it('refuse what the table does not have', () => {
    expect(transition('completed', 'release')).toBeUndefined();
    expect(transition('held', 'complete')).toBeUndefined();
    expect(transition('running', 'claim')).toBe('running');
    expect(transition('failed', 'release')).toBe('queued');
  });
});

describe('the walk through a table', () => {
  it.each([
    ['an unknown target', { a: { go: 'b' } }, ['"a" goes by "go" to "b", which is no state']],
    ['an island', { a: { go: 'z' }, b: { go: 'z' }, z: {} }, ['nothing leads from "a" to "b"']],
    ['a dead end', { a: { go: 'z', stay: 'b' }, b: {}, z: {} }, ['from "b" no final state can be reached']],
    ['a final state that is left', { a: { go: 'z' }, z: { back: 'a' } }, ['"z" is final, and yet "back" leaves it']],
    ['a start that is no state', { z: {} }, ['"a" is no state of the table', 'nothing leads from "a" to "z"']],
  ])('names %s', (_, table, faults) => {
    expect(checkTransitions(table, 'a', ['z'])).toEqual(expect.arrayContaining(faults));
  });
});
