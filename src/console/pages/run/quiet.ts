import type { Chapter } from './story.ts';

/** One step, or several in a row of which there is little to say. */
export type Passage = readonly [Chapter, ...Chapter[]];

/** Whether a step made no call and held nothing up: it decided or computed something and the run went on. */
export function isQuiet(chapter: Chapter): boolean {
  const ended = chapter.state === 'completed' || chapter.state === 'skipped';
  return ended && chapter.moments.length === 0 && chapter.warnings.length === 0 && chapter.links.length === 0;
}

/** Gathers quiet steps that follow one another, so that the eye finds the steps that did something. */
export function passagesOf(chapters: readonly Chapter[]): readonly Passage[] {
  const passages: [Chapter, ...Chapter[]][] = [];
  for (const chapter of chapters) {
    const last = passages.at(-1);
    if (last && isQuiet(chapter) && isQuiet(last[0])) last.push(chapter);
    else passages.push([chapter]);
  }
  return passages;
}
