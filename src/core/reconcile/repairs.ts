import type { DifferenceKind, Side, Subject } from './model.ts';

export const REPAIRS = ['push-again', 'link', 'adopt', 'ignore'] as const;
export type RepairVerb = (typeof REPAIRS)[number];

/** States of a difference. `known`: its run is on its way or held. `healed`: a later look did not find it any more. */
export const DIFFERENCE_STATES = ['open', 'known', 'repaired', 'ignored', 'healed', 'superseded'] as const;
export type DifferenceState = (typeof DIFFERENCE_STATES)[number];

/** What a repair is decided by. */
export interface RepairCase {
  readonly subject: Subject;
  readonly kind: DifferenceKind;
  readonly field?: string;
  readonly state: DifferenceState;
  readonly hasLeft: boolean;
  readonly hasRight: boolean;
  readonly linked: boolean;
  /** Sides whose connector can give the event again that makes the flows look at the record. */
  readonly tells: Readonly<Record<Side, boolean>>;
}

/** One repair as a person sees it before pressing it. */
export interface RepairOffer {
  readonly verb: RepairVerb;
  readonly title: string;
  readonly allowed: boolean;
  /** What happens if it is done now. */
  readonly effect: string;
  readonly why?: string;
  readonly needsReason: boolean;
  /** The one that mends the cause most likely. */
  readonly proposed: boolean;
}

/** Whose event starts the work again: the side that owns what the subject is about, as long as it has the record. */
const SOURCES: Readonly<Record<Subject, Side>> = {
  orders: 'left',
  lines: 'left',
  stock: 'right',
  prices: 'right',
  customers: 'right',
  payments: 'left',
};

/** The side whose event a push gives again; undefined when neither can. */
export function sourceOf(given: RepairCase): Side | undefined {
  const first = SOURCES[given.subject];
  const has: Readonly<Record<Side, boolean>> = { left: given.hasLeft, right: given.hasRight };
  const sides: readonly Side[] = first === 'left' ? ['left', 'right'] : ['right', 'left'];
  const usual = given.subject === 'customers' ? sides : sides.slice(0, 1);
  return usual.find((side) => has[side] && given.tells[side]);
}

const REPAIRABLE: ReadonlySet<DifferenceState> = new Set(['open', 'known']);

/** Every repair of a difference, with what it would do, or why it is of no use here. */
export function repairsOf(given: RepairCase): RepairOffer[] {
  const settled = REPAIRABLE.has(given.state) ? undefined : `The difference is ${given.state} already.`;
  const source = sourceOf(given);
  const offers: readonly Omit<RepairOffer, 'allowed' | 'proposed'>[] = [
    {
      verb: 'push-again',
      title: 'Push again',
      effect: `Starts the flows anew with the present state of ${source === 'right' ? 'M3' : 'the store'}. Written is only what differs.`,
      ...whyOf(settled ?? pushRefusal(given, source)),
      needsReason: false,
    },
    {
      verb: 'link',
      title: 'Link the two',
      effect: 'Remembers that both records are the same one. Nothing is written to either system.',
      ...whyOf(settled ?? linkRefusal(given)),
      needsReason: false,
    },
    {
      verb: 'adopt',
      title: 'Keep as it is',
      effect: 'Takes both values as agreed. It is told again only when one of them changes.',
      ...whyOf(settled ?? adoptRefusal(given)),
      needsReason: false,
    },
    {
      verb: 'ignore',
      title: 'Ignore',
      effect: 'Leaves it as it is, with your reason. It is told again only when one of the values changes.',
      ...whyOf(settled),
      needsReason: true,
    },
  ];
  const usable = offers.filter(({ why }) => why === undefined);
  const proposed =
    given.field === 'erpNumber' && usable.some(({ verb }) => verb === 'link') && !given.linked
      ? 'link'
      : usable.find(({ verb }) => verb === 'push-again')?.verb;
  return offers.map((offer) => ({ ...offer, allowed: offer.why === undefined, proposed: offer.verb === proposed }));
}

const whyOf = (why: string | undefined): { readonly why?: string } => (why === undefined ? {} : { why });

function pushRefusal({ kind, subject }: RepairCase, source: Side | undefined): string | undefined {
  if (kind === 'doubled') return 'Pushing again removes no double: remove one of them in its system.';
  if (kind === 'missing-left' && (subject === 'orders' || subject === 'lines' || subject === 'payments'))
    return 'The store has no such record, and none is made from M3.';
  return source === undefined ? 'Neither side can tell of this record again.' : undefined;
}

function linkRefusal({ subject, linked, hasLeft, hasRight, kind }: RepairCase): string | undefined {
  if (subject !== 'orders' && subject !== 'customers') return 'Records of this kind share their key and need no link.';
  if (kind === 'doubled') return 'One record cannot be linked to two.';
  if (!hasLeft || !hasRight) return 'There is no record on the other side to link to.';
  return linked ? 'Both are linked already.' : undefined;
}

function adoptRefusal({ kind }: RepairCase): string | undefined {
  return kind === 'field' || kind === 'amount' ? undefined : 'There are no two values to agree on.';
}
