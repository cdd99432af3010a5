import type { ReactNode } from 'react';
import type { Connection, RunDetail } from '../../../api/types.ts';
import { Panel } from '../../parts/Panel.tsx';
import { stateColor } from '../../parts/StateMark.tsx';
import { formatClock, formatExact, formatSpan } from '../../words/time.ts';
import { ChapterView } from './ChapterView.tsx';
import { passagesOf } from './quiet.ts';
import { QuietPassage } from './QuietPassage.tsx';
import { Gutter, LaneHead } from './Gutter.tsx';
import { EVENT_ID } from './inspection.ts';
import { connectorOf, sideOf } from './lanes.ts';
import styles from './Story.module.css';
import type { Story } from './story.ts';
import { stepTitle, viaWords } from './step-words.ts';

export interface Selection {
  readonly selected: string | undefined;
  readonly onSelect: (at: string | undefined) => void;
  /** What is selected, opened below its row in narrow windows. */
  readonly inline: ReactNode;
}

interface StoryPanelProps extends Selection {
  readonly run: RunDetail;
  readonly story: Story;
  readonly connections: readonly Connection[];
  /** Titles of the flow's steps, by step id. */
  readonly titles: ReadonlyMap<string, string>;
}

/** What happened, from top to bottom, newest at the end, in three lanes. */
export function StoryPanel({ run, story, connections, titles, ...selection }: StoryPanelProps) {
  return (
    <Panel title="What happened" note="newest at the end" flush>
      <div className={styles.lanes}>
        <LaneHead />
        <ol className={styles.story}>
          <Arrival run={run} connections={connections} {...selection} />
          {passagesOf(story.chapters).map((passage) => (
            <QuietPassage key={passage[0].id} passage={passage} titles={titles} {...selection}>
              {(chapter) => (
                <ChapterView
                  key={chapter.id}
                  chapter={chapter}
                  title={stepTitle(chapter.address, chapter.operation, titles)}
                  side={sideOf(connectorOf(chapter.connection, chapter.operation, connections))}
                  {...selection}
                />
              )}
            </QuietPassage>
          ))}
          {story.end ? <End run={run} end={story.end} /> : null}
        </ol>
      </div>
    </Panel>
  );
}

function Arrival({ run, connections, selected, onSelect, inline }: Omit<StoryPanelProps, 'story' | 'titles'>) {
  const { event } = run;
  const connector = event.type.includes('.')
    ? (event.type.split('.')[0] ?? '')
    : connectorOf(event.connection, undefined, connections);
  const open = selected === EVENT_ID;
  return (
    <li>
      <div className={styles.row}>
        <Gutter wire={{ side: sideOf(connector), effect: 'read', outcome: 'arrival' }} />
        <button
          type="button"
          className={`${styles.moment} ${styles.arrival}`}
          data-row-link
          data-open={open || undefined}
          aria-expanded={open}
          onClick={() => onSelect(EVENT_ID)}
        >
          <span className={styles.said}>
            <strong>Arrived</strong> {viaWords(event.via)}
          </span>
          <code className={styles.target}>{event.type}</code>
        </button>
        <Clock at={event.receivedAt} />
      </div>
      {open ? inline : null}
    </li>
  );
}

const END_WORDS = { completed: 'Done', failed: 'Given up', canceled: 'Canceled' } as const;

function End({ run, end }: { readonly run: RunDetail; readonly end: NonNullable<Story['end']> }) {
  const tookMs = Date.parse(end.at) - Date.parse(run.arrivedAt);
  return (
    <li className={styles.row}>
      <Gutter dot={end.type} />
      <p className={`${styles.end} ${stateColor(end.type)}`}>
        <strong>{END_WORDS[end.type]}</strong>
        {end.type === 'canceled' ? ` by ${end.by}: ${end.reason}` : ` ${formatSpan(tookMs)} after it arrived`}
      </p>
      <Clock at={end.at} />
    </li>
  );
}

/** Time of day to the millisecond; the whole moment on hover and focus. */
export function Clock({ at }: { readonly at: string }) {
  return (
    <time className={styles.clock} dateTime={at} data-tip={formatExact(at)}>
      {formatClock(at)}
    </time>
  );
}
