import { type LiveState, useLiveState } from '../data/live.ts';
import styles from './LiveMark.module.css';

const WORDS: Readonly<Record<LiveState, { readonly word: string; readonly tip: string }>> = {
  connecting: { word: 'Connecting', tip: 'Asking the server for live changes' },
  live: { word: 'Live', tip: 'Changes show up by themselves' },
  broken: { word: 'Not live', tip: 'The connection to the server is lost; trying again. Figures may be old.' },
};

/** Whether what is on the screen is renewed by itself. */
export function LiveMark() {
  const state = useLiveState();
  const { word, tip } = WORDS[state];
  return (
    <span className={styles.mark} data-live={state} data-tip={tip} role="status">
      <span className={styles.dot} aria-hidden />
      <span className={styles.word}>{word}</span>
    </span>
  );
}
