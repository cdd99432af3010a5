import type { RunState } from '../../core/run/states.ts';

/** What a person is told a run is in: the seven states, and the one that is above them: nobody knows yet. */
export type ShownState = RunState | 'unknown';

export interface StateWords {
  readonly word: string;
  /** One sentence for people who meet the state for the first time. */
  readonly meaning: string;
}

export const STATE_WORDS: Readonly<Record<ShownState, StateWords>> = {
  queued: { word: 'Queued', meaning: 'Arrived and safe; work on it has not begun.' },
  running: { word: 'Running', meaning: 'Being worked on now.' },
  waiting: { word: 'Waiting', meaning: 'Goes on by itself at the time shown.' },
  held: { word: 'Held', meaning: 'Stands still until a person acts.' },
  completed: { word: 'Done', meaning: 'Every step succeeded.' },
  failed: { word: 'Failed', meaning: 'Given up after all tries; a person may retry, run it again or cancel it.' },
  canceled: { word: 'Canceled', meaning: 'A person ended it.' },
  unknown: {
    word: 'Outcome unknown',
    meaning: 'A write was sent and no answer came. Nothing is sent again until it is known whether it took effect.',
  },
};

/** The state to show: an unknown outcome outranks the state of the run, except where the run has ended. */
export function shownState(run: { readonly state: RunState; readonly unknownOutcome: boolean }): ShownState {
  const ended = run.state === 'completed' || run.state === 'canceled';
  return run.unknownOutcome && !ended ? 'unknown' : run.state;
}
