import { type ReactNode, useState } from 'react';
import { plural } from '../../words/amount.ts';
import { Gutter } from './Gutter.tsx';
import { stepId } from './inspection.ts';
import type { Passage } from './quiet.ts';
import styles from './Story.module.css';
import type { Chapter } from './story.ts';
import { Clock } from './StoryPanel.tsx';
import { stepTitle } from './step-words.ts';

interface QuietPassageProps {
  readonly passage: Passage;
  readonly titles: ReadonlyMap<string, string>;
  readonly selected: string | undefined;
  readonly children: (chapter: Chapter) => ReactNode;
}

/** Several steps that only decided or computed: one line that opens into all of them. */
export function QuietPassage({ passage, titles, selected, children }: QuietPassageProps) {
  const [open, setOpen] = useState(false);
  if (passage.length === 1) return children(passage[0]);
  const shown = open || passage.some((chapter) => stepId(chapter) === selected);
  return (
    <>
      <li className={styles.row}>
        <Gutter dot="canceled" quiet />
        <button type="button" className={styles.fold} aria-expanded={shown} onClick={() => setOpen(!shown)}>
          {plural(passage.length, 'step')} without calls{' '}
          <span className={styles.names}>
            {passage.map((chapter) => stepTitle(chapter.address, chapter.operation, titles)).join(' · ')}
          </span>
          <span className={styles.unfold}>{shown ? 'Hide' : 'Show'}</span>
        </button>
        <Clock at={passage[0].startedAt} />
      </li>
      {shown ? passage.map((chapter) => children(chapter)) : null}
    </>
  );
}
