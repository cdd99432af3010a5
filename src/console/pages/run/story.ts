import type { Failure, JournalEntry, RunDetail } from '../../../api/types.ts';

type Entry<T extends JournalEntry['type']> = Extract<JournalEntry, { type: T }>;
export type CallOutcome = Entry<'call-answered'>['outcome'];
export type Payload = Entry<'step-started'>['input'];

/** Something that happened within a step. `id` is its place in the journal: it names the moment in the address. */
export type Moment =
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly at: string;
      readonly call: string;
      readonly effect: 'read' | 'write';
      /** Absent while no answer has come. */
      readonly outcome?: CallOutcome;
      readonly tookMs?: number;
      readonly request?: Payload;
      readonly reply?: Payload;
      readonly failure?: Failure;
    }
  | {
      readonly kind: 'wait';
      readonly id: string;
      readonly at: string;
      readonly until: string;
      readonly why: string;
      readonly failure?: Failure;
      /** True for the wait the run is in now. */
      readonly open: boolean;
    }
  | {
      readonly kind: 'hold';
      readonly id: string;
      readonly at: string;
      readonly hold: Entry<'held'>['hold'];
      readonly open: boolean;
    }
  | { readonly kind: 'failure'; readonly id: string; readonly at: string; readonly failure: Failure }
  | ({ readonly kind: 'released'; readonly id: string } & Omit<Entry<'released'>, 'type'>);

export type StepState = 'running' | 'waiting' | 'held' | 'completed' | 'failed' | 'unknown' | 'skipped' | 'canceled';

/** One step from its start to its end. A step that begins anew after it had ended is a chapter of its own. */
export interface Chapter {
  readonly id: string;
  readonly address: string;
  readonly operation?: string;
  readonly connection?: string;
  readonly state: StepState;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly input?: Payload;
  readonly output?: Payload;
  readonly by?: 'if' | 'catch' | 'person';
  readonly links: NonNullable<Entry<'step-completed'>['links']>;
  readonly warnings: readonly string[];
  readonly moments: readonly Moment[];
}

export interface Story {
  readonly chapters: readonly Chapter[];
  readonly end?: { readonly id: string } & (Entry<'completed'> | Entry<'failed'> | Entry<'canceled'>);
}

/** Tells a run's journal as chapters in the order in which they began, each with its moments, oldest first. */
export function storyOf(run: Pick<RunDetail, 'journal' | 'state' | 'unknownOutcome'>): Story {
  const chapters: Chapter[] = [];
  const places = new Map<string, number>();
  let end: Story['end'];

  for (const [index, entry] of run.journal.entries()) {
    const id = String(index);
    if (entry.type === 'completed' || entry.type === 'canceled') end = { id, ...entry };
    if (entry.type === 'failed') end = { id, ...entry };
    if (entry.type === 'released') end = undefined;
    if (!('step' in entry)) continue;
    let place = places.get(entry.step);
    const known = place === undefined ? undefined : chapters[place];
    if (known === undefined || (entry.type === 'step-started' && known.endedAt !== undefined)) {
      place = chapters.push(begin(id, entry.step, entry.at)) - 1;
      places.set(entry.step, place);
    }
    const chapter = chapters[place as number] as Chapter;
    chapters[place as number] = tell(chapter, id, entry);
  }
  return { chapters: chapters.map((chapter) => settle(chapter, run)), ...(end ? { end } : {}) };
}

function begin(id: string, address: string, startedAt: string): Chapter {
  return { id, address, state: 'running', startedAt, links: [], warnings: [], moments: [] };
}

type StepEntry = Extract<JournalEntry, { step: string }>;

function tell(chapter: Chapter, id: string, entry: StepEntry): Chapter {
  switch (entry.type) {
    case 'step-started':
      return {
        ...chapter,
        input: entry.input,
        ...(entry.operation === undefined ? {} : { operation: entry.operation }),
        ...(entry.connection === undefined ? {} : { connection: entry.connection }),
      };
    case 'call-sent': {
      const { call, effect, at, request } = entry;
      return { ...going(chapter), moments: [...closed(chapter), { kind: 'call', id, at, call, effect, request }] };
    }
    case 'call-answered':
      return { ...going(chapter), moments: answered(closed(chapter), id, entry) };
    case 'step-completed':
      return {
        ...chapter,
        state: entry.by === 'if' ? 'skipped' : 'completed',
        endedAt: entry.at,
        output: entry.output,
        links: entry.links ?? [],
        warnings: entry.warnings ?? [],
        moments: closed(chapter),
        ...(entry.by === undefined ? {} : { by: entry.by }),
      };
    case 'waiting': {
      const { at, until, why, failure } = entry;
      const wait = { kind: 'wait', id, at, until, why, open: true, ...(failure ? { failure } : {}) } as const;
      return { ...chapter, state: 'waiting', moments: [...closed(chapter), wait] };
    }
    case 'held': {
      const hold = { kind: 'hold', id, at: entry.at, hold: entry.hold, open: true } as const;
      const last = chapter.moments.at(-1);
      const isSaid = last?.kind === 'failure' && last.failure.code === entry.hold.failure?.code;
      return {
        ...chapter,
        state: 'held',
        moments: [...(isSaid ? chapter.moments.slice(0, -1) : closed(chapter)), hold],
      };
    }
    case 'step-failed':
    case 'failed': {
      const { at, failure } = entry;
      const last = chapter.moments.at(-1);
      const told = last?.kind === 'failure' && last.failure.code === failure.code;
      const moments = told ? chapter.moments : [...closed(chapter), { kind: 'failure', id, at, failure } as const];
      return { ...chapter, state: 'failed', moments };
    }
    case 'released': {
      const { type: _, ...rest } = entry;
      return { ...going(chapter), moments: [...closed(chapter), { kind: 'released', id, ...rest }] };
    }
  }
}

function going(chapter: Chapter): Chapter {
  return chapter.state === 'completed' ? chapter : { ...chapter, state: 'running' };
}

/** The moments with their last wait or hold ended: something came after it. */
function closed({ moments }: Chapter): readonly Moment[] {
  const last = moments.at(-1);
  if ((last?.kind !== 'wait' && last?.kind !== 'hold') || !last.open) return moments;
  return [...moments.slice(0, -1), { ...last, open: false }];
}

/** Writes stand in the journal before they are sent; reads appear with their answer only. */
function answered(moments: readonly Moment[], id: string, entry: Entry<'call-answered'>): readonly Moment[] {
  const { call, effect, outcome, tookMs, request, reply, failure } = entry;
  // Several calls may have been sent at the same time.
  const place = moments.findLastIndex(
    (each) => each.kind === 'call' && each.outcome === undefined && each.call === call,
  );
  const sent = moments[place]?.kind === 'call' ? moments[place] : undefined;
  const at = sent?.at ?? new Date(Date.parse(entry.at) - tookMs).toISOString();
  const asked = request ?? sent?.request;
  const moment: Moment = {
    kind: 'call',
    id: sent?.id ?? id,
    at,
    call,
    effect,
    outcome,
    tookMs,
    ...(asked === undefined ? {} : { request: asked }),
    ...(reply === undefined ? {} : { reply }),
    ...(failure === undefined ? {} : { failure }),
  };
  return sent ? moments.with(place, moment) : [...moments, moment];
}

/** What the run's own state says about a chapter that has not ended. */
function settle(chapter: Chapter, run: Pick<RunDetail, 'state' | 'unknownOutcome'>): Chapter {
  if (chapter.endedAt !== undefined) return chapter;
  if (run.state === 'canceled') return { ...chapter, state: 'canceled', moments: closed(chapter) };
  const doubt = chapter.moments.some(
    (moment) => moment.kind === 'call' && moment.effect === 'write' && moment.outcome === 'ambiguous',
  );
  return run.unknownOutcome && doubt ? { ...chapter, state: 'unknown' } : chapter;
}
