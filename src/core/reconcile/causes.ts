import type { Finding, Side, Subject } from './model.ts';
import { SUBJECT_RULES } from './rules.ts';

/** What is known beside the two records, from runs, links and connections. */
export interface Evidence {
  /** The newest run about this record. */
  readonly run?: {
    readonly id: string;
    readonly flow: string;
    readonly state: string;
    readonly endedAt?: number;
    readonly code?: string;
    readonly reason?: string;
  };
  /** Id on the other side that a link names. */
  readonly linkedTo?: string;
  /** Connections that are paused. */
  readonly paused: readonly string[];
  /** Connections whose poll has not read well for longer than three of its intervals. */
  readonly behind: readonly string[];
  /** Looks for records of this subject that are switched off, by the connection at which they are. */
  readonly off: readonly { readonly connection: string; readonly look: string }[];
  /** Somebody pressed a repair for this very disagreement before. */
  readonly repairedBefore: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** When the last look began: what ended later may not have been in what it read. */
  readonly lookedAt: number;
}

export const CAUSES = [
  'run-held',
  'run-under-way',
  'connection-paused',
  'poll-behind',
  'repair-did-not-help',
  'just-placed',
  'changed-just-now',
  'never-linked',
  'look-off',
  'gone-from-erp',
  'not-in-erp',
  'never-carried',
  'edited-in-store',
  'edited-in-erp',
  'never-sent',
  'created-by-hand',
  'entered-twice',
  'unknown',
] as const;
export type CauseCode = (typeof CAUSES)[number];

export interface Cause {
  readonly code: CauseCode;
  /** For the person who reads the list. */
  readonly text: string;
  /** The work is on its way, stands where people see it, or is nobody's: the difference is known and not open. */
  readonly isKnown: boolean;
}

interface Case {
  readonly subject: Subject;
  readonly finding: Finding;
  readonly evidence: Evidence;
}

interface CauseRule {
  readonly code: CauseCode;
  readonly isKnown?: true;
  when(given: Case): boolean;
  text(given: Case): string;
}

const JUST_NOW_MS = 120_000;
const UNDER_WAY: ReadonlySet<string> = new Set(['queued', 'running', 'waiting']);

const changedAt = ({ finding }: Case, side: Side): number => Date.parse(finding[side]?.changedAt ?? '');
const latest = (given: Case): number =>
  Math.max(...(['left', 'right'] as const).map((side) => changedAt(given, side) || 0));
const endOfRun = ({ evidence }: Case): number => evidence.run?.endedAt ?? 0;

/** What M3 alone decides about: the store never tells of it. */
const READ_IN_ERP: ReadonlySet<Subject> = new Set(['stock', 'prices']);

/** Asked from the top; the first that fits is the likely cause. */
const CAUSE_RULES: readonly CauseRule[] = [
  {
    code: 'entered-twice',
    when: ({ finding }) => finding.kind === 'doubled',
    text: ({ finding }) =>
      finding.field === 'left'
        ? `The store has it more than once: ${finding.leftValue}.`
        : `M3 has it more than once: ${finding.rightValue}. Somebody may have entered it by hand.`,
  },
  {
    code: 'run-held',
    isKnown: true,
    when: ({ evidence }) => evidence.run?.state === 'held' || evidence.run?.state === 'failed',
    text: ({ evidence }) => `Its run waits for a person: ${evidence.run?.reason ?? evidence.run?.code ?? 'held'}`,
  },
  {
    code: 'run-under-way',
    isKnown: true,
    when: (given) => UNDER_WAY.has(given.evidence.run?.state ?? '') || endOfRun(given) > given.evidence.lookedAt,
    text: ({ evidence }) => `A run of ${evidence.run?.flow} was under way while both sides were read.`,
  },
  {
    code: 'repair-did-not-help',
    when: ({ evidence }) => evidence.repairedBefore,
    text: () => 'It was repaired before and stands as it stood. Look at the run of the repair.',
  },
  {
    code: 'connection-paused',
    when: ({ evidence }) => evidence.paused.length > 0,
    text: ({ evidence }) => `Connection ${evidence.paused.join(', ')} is paused.`,
  },
  {
    code: 'poll-behind',
    when: ({ evidence }) => evidence.behind.length > 0,
    text: ({ evidence }) => `Nothing was read of ${evidence.behind.join(', ')} for a while.`,
  },
  {
    code: 'just-placed',
    isKnown: true,
    when: (given) =>
      given.finding.kind === 'missing-right' &&
      given.evidence.run === undefined &&
      given.evidence.now - latest(given) < JUST_NOW_MS,
    text: () => 'It is only minutes old, and no run knows of it yet; the store may still tell.',
  },
  {
    code: 'changed-just-now',
    when: (given) => given.evidence.now - latest(given) < JUST_NOW_MS,
    text: () => 'It changed within the last minutes; the change may still be on its way.',
  },
  {
    code: 'never-linked',
    when: ({ finding, evidence }) =>
      finding.field === 'erpNumber' && evidence.linkedTo === undefined && finding.leftValue === undefined,
    text: () => 'Both sides have it, but nothing links them: the store was never told the number.',
  },
  {
    code: 'look-off',
    when: ({ evidence }) => evidence.run === undefined && evidence.off.length > 0,
    text: ({ subject, evidence }) => {
      const where = evidence.off.map(({ look, connection }) => `${look} is off at connection ${connection}`);
      return `No run that is kept has carried it. ${SUBJECT_RULES[subject].title} are carried by webhooks alone: ${where.join(', ')}.`;
    },
  },
  {
    code: 'gone-from-erp',
    when: ({ subject, finding, evidence }) =>
      READ_IN_ERP.has(subject) &&
      finding.kind === 'missing-right' &&
      (evidence.linkedTo !== undefined || evidence.run !== undefined),
    text: ({ subject }) =>
      `It was carried from M3 before, and M3 has no ${SUBJECT_RULES[subject].noun} of this number any more.`,
  },
  {
    code: 'not-in-erp',
    isKnown: true,
    when: ({ subject, finding }) => READ_IN_ERP.has(subject) && finding.kind === 'missing-right',
    text: () =>
      'The store has it alone: M3 knows no item of this number, and none was ever carried. No flow looks after it.',
  },
  {
    code: 'never-carried',
    when: ({ subject, finding, evidence }) =>
      evidence.run === undefined &&
      (READ_IN_ERP.has(subject) || (subject === 'customers' && finding.kind !== 'missing-left')),
    text: ({ subject, finding }) => {
      const teller = subject === 'customers' && finding.kind === 'missing-right' ? 'The store' : 'M3';
      return `No run that is kept has carried it. ${teller} tells of changes only; \`landbridge sync ${subject} --full\` reads all.`;
    },
  },
  {
    code: 'created-by-hand',
    when: ({ finding, evidence }) => finding.kind === 'missing-left' && evidence.linkedTo === undefined,
    text: () => 'M3 has it and the store never had: somebody may have entered it by hand.',
  },
  {
    code: 'never-sent',
    when: ({ finding, evidence }) => finding.kind === 'missing-right' && evidence.run === undefined,
    text: () => 'No run ever took it over: the store did not tell of it, or told it while nobody listened.',
  },
  {
    code: 'edited-in-store',
    when: (given) => changedAt(given, 'left') > Math.max(endOfRun(given), changedAt(given, 'right') || 0),
    text: () => 'The store’s record was changed last, after the last run about it.',
  },
  {
    code: 'edited-in-erp',
    when: (given) => changedAt(given, 'right') > Math.max(endOfRun(given), changedAt(given, 'left') || 0),
    text: () => 'M3’s record was changed last, after the last run about it.',
  },
  { code: 'unknown', when: () => true, text: () => 'Nothing that is known explains it.' },
];

/** The likely cause of a difference. */
export function causeOf(given: Case): Cause {
  const rule = CAUSE_RULES.find((each) => each.when(given));
  return {
    code: rule?.code ?? 'unknown',
    text: rule?.text(given) ?? '',
    isKnown: rule?.isKnown ?? false,
  };
}
