import type { Reducers } from './effects.ts';

/** How often the sandbox was asked; kept so that the figures survive a restart. */
export interface Usage {
  calls: Map<string, number>;
  tokens: number;
}

export type UsageEffect = { kind: 'usage.counted'; calls: Record<string, number>; tokens: number };

export const usageReducers: Reducers<UsageEffect> = {
  'usage.counted': ({ usage }, { calls, tokens }) => {
    for (const [name, count] of Object.entries(calls)) usage.calls.set(name, (usage.calls.get(name) ?? 0) + count);
    usage.tokens += tokens;
  },
};
