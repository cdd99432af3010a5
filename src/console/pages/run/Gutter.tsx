import { stateColor } from '../../parts/StateMark.tsx';
import type { ShownState } from '../../words/states.ts';
import styles from './Gutter.module.css';
import { LANES, type Side } from './lanes.ts';
import type { CallOutcome } from './story.ts';

export interface Wire {
  readonly side: Side;
  readonly effect: 'read' | 'write';
  /** `arrival` comes to us; `open` has no answer yet. */
  readonly outcome: CallOutcome | 'open' | 'arrival';
}

interface GutterProps {
  /** A step's beginning or end: a dot on our lane, in the colour of the state. */
  readonly dot?: ShownState;
  /** A call: a line to the system it goes to, and a small dot for what Landbridge asks itself. It stops short when the call did not arrive, and ends in a question mark when nobody knows. */
  readonly wire?: Wire;
  /** A small dot, for a step of which there is little to say. */
  readonly quiet?: boolean;
}

/** The three lanes beside a row of the story. For eyes only: the row's words say the same. */
export function Gutter({ dot, wire, quiet = false }: GutterProps) {
  return (
    <span className={styles.gutter} aria-hidden>
      <i className={styles.left} />
      <i className={styles.middle} />
      <i className={styles.right} />
      {dot ? <b className={`${styles.dot} ${stateColor(dot)}`} data-quiet={quiet || undefined} /> : null}
      {wire?.side === 'own' ? <b className={`${styles.dot} ${stateColor('completed')}`} data-quiet /> : null}
      {wire && wire.side !== 'own' ? (
        <b className={styles.wire} data-side={wire.side} data-effect={wire.effect} data-outcome={wire.outcome}>
          <b className={styles.end}>{END_SIGNS[wire.outcome]}</b>
        </b>
      ) : null}
    </span>
  );
}

const END_SIGNS: Readonly<Record<Wire['outcome'], string>> = {
  applied: '',
  arrival: '',
  open: '',
  refused: '×',
  'not-sent': '',
  ambiguous: '?',
};

/** Names of the lanes, above the story. */
export function LaneHead() {
  return (
    <div className={styles.head} aria-hidden>
      {LANES.map((lane) => (
        <span key={lane.key} data-lane={lane.key}>
          <span className={styles.long}>{lane.title}</span>
          <span className={styles.short}>{lane.short}</span>
        </span>
      ))}
    </div>
  );
}
