import type { ConnectionLight } from '../../api/types.ts';
import type { ShownState } from './states.ts';

type ConnectionState = ConnectionLight['state'];

/** Words and colour for the state of a connection; colours are those of the run states that mean the same to a person. */
export const CONNECTION_WORDS: Readonly<
  Record<ConnectionState, { readonly word: string; readonly meaning: string; readonly color: ShownState }>
> = {
  working: { word: 'Working', meaning: 'Calls go through.', color: 'completed' },
  paused: { word: 'Paused', meaning: 'No calls are made; work for it waits.', color: 'waiting' },
  closed: { word: 'Maintenance', meaning: 'Closed by its calendar; work for it waits.', color: 'waiting' },
  limited: {
    word: 'Partly stopped',
    meaning: 'An operation was stopped by hand; work for it waits, the rest goes on.',
    color: 'waiting',
  },
  down: { word: 'Not answering', meaning: 'Calls failed, so none are made for a while; work waits.', color: 'failed' },
  recovering: { word: 'Trying again', meaning: 'One call at a time shows whether it is back.', color: 'running' },
};
