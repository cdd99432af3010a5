import { IconHandStop, IconHourglassHigh, IconUser } from '@tabler/icons-react';
import { When } from '../../parts/When.tsx';
import { formatSpan } from '../../words/time.ts';
import { Gutter } from './Gutter.tsx';
import type { Side } from './lanes.ts';
import styles from './Story.module.css';
import type { Moment } from './story.ts';
import { Clock, type Selection } from './StoryPanel.tsx';
import { callName, callTarget, callWords } from './step-words.ts';

type Of<K extends Moment['kind']> = Extract<Moment, { kind: K }>;

interface MomentRowProps extends Selection {
  readonly moment: Moment;
  readonly side: Side;
}

/** One line of the story: a call, a wait, a hold, or what a person did. */
export function MomentRow({ moment, side, selected, onSelect, inline }: MomentRowProps) {
  switch (moment.kind) {
    case 'call':
      return <CallRow call={moment} side={side} selected={selected} onSelect={onSelect} inline={inline} />;
    case 'wait':
      return <WaitRow wait={moment} />;
    case 'hold':
      return (
        <div className={styles.row}>
          <Gutter dot="held" />
          <p className={styles.hold} data-open={moment.open || undefined}>
            <IconHandStop size={16} aria-hidden />
            <span>
              <strong>Held</strong> {moment.hold.reason} <span className={styles.dim}>queue {moment.hold.queue}</span>
            </span>
          </p>
          <Clock at={moment.at} />
        </div>
      );
    case 'failure':
      return (
        <div className={styles.row}>
          <Gutter dot="failed" />
          <p className={styles.failure}>
            <strong>{moment.failure.message}</strong> <code>{moment.failure.code}</code>
          </p>
          <Clock at={moment.at} />
        </div>
      );
    case 'released':
      return (
        <div className={styles.row}>
          <Gutter />
          <p className={styles.person}>
            <IconUser size={16} aria-hidden />
            <span>
              <strong>{moment.by}</strong> {RELEASE_WORDS[moment.verb]}
              {moment.reason ? `: ${moment.reason}` : ''}
            </span>
          </p>
          <Clock at={moment.at} />
        </div>
      );
  }
}

const RELEASE_WORDS: Readonly<Record<Of<'released'>['verb'], string>> = {
  retry: 'tried it again',
  release: 'released it',
  skip: 'gave the result of the step',
  edit: 'changed the input of the step',
};

function CallRow({ call, side, selected, onSelect, inline }: Omit<MomentRowProps, 'moment'> & { call: Of<'call'> }) {
  const open = selected === call.id;
  const target = callTarget(call.request);
  const words = callWords(call);
  return (
    <>
      <div className={styles.row}>
        <Gutter wire={{ side, effect: call.effect, outcome: call.outcome ?? 'open' }} />
        <button
          type="button"
          className={styles.moment}
          data-row-link
          data-open={open || undefined}
          data-outcome={call.outcome ?? 'open'}
          data-effect={call.effect}
          aria-expanded={open}
          onClick={() => onSelect(call.id)}
        >
          <span className={styles.said}>
            <strong>{callName(call.call)}</strong> <span className={styles.outcome}>{words}</span>
          </span>
          {target ? <code className={styles.target}>{target}</code> : null}
        </button>
        <span className={styles.times}>
          {call.tookMs === undefined ? null : <span className={styles.took}>{formatSpan(call.tookMs)}</span>}
          <Clock at={call.at} />
        </span>
      </div>
      {open ? inline : null}
    </>
  );
}

function WaitRow({ wait }: { readonly wait: Of<'wait'> }) {
  const pausedMs = Date.parse(wait.until) - Date.parse(wait.at);
  return (
    <div className={styles.row}>
      <Gutter {...(wait.open ? { dot: 'waiting' as const } : {})} />
      <p className={styles.wait} data-open={wait.open || undefined}>
        <IconHourglassHigh size={16} aria-hidden />
        <span>
          {wait.open ? (
            <>
              <strong>
                Next try <When at={wait.until} />
              </strong>{' '}
              {wait.why}
            </>
          ) : (
            <>Paused {formatSpan(pausedMs)} before the next try</>
          )}
        </span>
      </p>
      {wait.open ? <Clock at={wait.until} /> : null}
    </div>
  );
}
