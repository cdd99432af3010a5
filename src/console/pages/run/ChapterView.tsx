import { IconAlertTriangle, IconLink } from '@tabler/icons-react';
import { useState } from 'react';
import { StateMark } from '../../parts/StateMark.tsx';
import { plural } from '../../words/amount.ts';
import { formatSpan } from '../../words/time.ts';
import { Gutter } from './Gutter.tsx';
import { stepId } from './inspection.ts';
import { type Side, systemTitle } from './lanes.ts';
import { isQuiet } from './quiet.ts';
import { MomentRow } from './MomentRow.tsx';
import styles from './Story.module.css';
import type { Chapter } from './story.ts';
import { Clock, type Selection } from './StoryPanel.tsx';
import { STEP_LOOK } from './step-words.ts';
import { foldTries, type Told } from './tries.ts';

interface ChapterViewProps extends Selection {
  readonly chapter: Chapter;
  readonly title: string;
  readonly side: Side;
}

/** One step: what it does, how it stands, and every call, wait and word in it. */
export function ChapterView({ chapter, title, side, selected, onSelect, inline }: ChapterViewProps) {
  const { state, address, startedAt, endedAt } = chapter;
  const { color, word } = STEP_LOOK[state];
  const id = stepId(chapter);
  const open = selected === id;
  const calls = chapter.moments.filter((moment) => moment.kind === 'call').length;
  const told = foldTries(chapter.moments);
  const selection = { selected, onSelect, inline };
  // A step that made no call and held nothing up is one quiet line.
  const quiet = isQuiet(chapter);
  return (
    <li>
      <div className={styles.row}>
        <Gutter dot={color} quiet={quiet} />
        <button
          type="button"
          className={styles.step}
          data-quiet={quiet || undefined}
          data-row-link
          data-open={open || undefined}
          aria-expanded={open}
          onClick={() => onSelect(id)}
        >
          <span className={styles.title}>{title}</span>
          {quiet ? <span className={styles.dim}>{word.toLowerCase()}</span> : <StateMark state={color} word={word} />}
          <span className={styles.about} hidden={quiet}>
            <code>{address}</code>
            {endedAt === undefined ? null : <span>took {formatSpan(Date.parse(endedAt) - Date.parse(startedAt))}</span>}
            {calls > 0 ? <span>{plural(calls, 'call')}</span> : null}
            {chapter.by === 'catch' ? <span>answered by a rule of the flow</span> : null}
            {chapter.by === 'person' ? <span>answered by a person</span> : null}
          </span>
        </button>
        <Clock at={startedAt} />
      </div>
      {open ? inline : null}
      {told.map((moment) => (
        <ToldRow key={moment.id} told={moment} side={side} {...selection} />
      ))}
      {chapter.warnings.map((warning) => (
        <div key={warning} className={styles.row}>
          <Gutter />
          <p className={styles.warning}>
            <IconAlertTriangle size={16} aria-hidden />
            <span>
              <span className="visually-hidden">Warning: </span>
              {warning}
            </span>
          </p>
        </div>
      ))}
      {chapter.links.map((link) => (
        <div key={`${link.kind} ${link.left.id} ${link.right.id}`} className={styles.row}>
          <Gutter />
          <p className={styles.link}>
            <IconLink size={15} aria-hidden /> Linked: {link.kind} <code>{link.left.id}</code> in{' '}
            {systemTitle(link.left.system)} is <code>{link.right.id}</code> in {systemTitle(link.right.system)}
          </p>
        </div>
      ))}
    </li>
  );
}

function ToldRow({ told, side, ...selection }: { readonly told: Told; readonly side: Side } & Selection) {
  const holdsSelection = told.kind === 'tries' && told.moments.some((moment) => moment.id === selection.selected);
  const [open, setOpen] = useState(false);
  if (told.kind !== 'tries') return <MomentRow moment={told} side={side} {...selection} />;
  const shown = open || holdsSelection;
  return (
    <>
      <div className={styles.row}>
        <Gutter wire={{ side, effect: 'write', outcome: 'not-sent' }} />
        <button type="button" className={styles.fold} aria-expanded={shown} onClick={() => setOpen(!shown)}>
          {plural(told.count, 'earlier try', 'earlier tries')} ended the same way{' '}
          <span className={styles.unfold}>{shown ? 'Hide' : 'Show'}</span>
        </button>
      </div>
      {shown
        ? told.moments.map((moment) => <MomentRow key={moment.id} moment={moment} side={side} {...selection} />)
        : null}
    </>
  );
}
