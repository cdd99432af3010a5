import { Decimal } from '../decimal.ts';
import { isSilent } from './silence.ts';
import type { Sight, Trouble } from './sight.ts';

/** Values of a rule's settings; every kind has defaults for all of its own. */
export type RuleValues = Readonly<Record<string, string | number>>;

/** One thing that a rule finds wrong now. */
export interface Condition {
  /** What it is about; the same thing has the same subject at the next look. */
  readonly subject: string;
  readonly summary: string;
  /** Path in the console: the very list behind it. */
  readonly link: string;
}

interface SettingSpec {
  readonly name: string;
  readonly label: string;
  readonly unit?: string;
  readonly fallback: string | number;
  readonly least?: number;
}

export interface RuleKindSpec {
  readonly title: string;
  /** What it watches, in one sentence. */
  readonly about: string;
  readonly settings: readonly SettingSpec[];
  find(sight: Sight, values: RuleValues): readonly Condition[];
}

const MINUTE = 60_000;
const GIGABYTE = 1024 ** 3;

const number = (values: RuleValues, name: string): number => Number(values[name] ?? 0);
const text = (values: RuleValues, name: string): string => String(values[name] ?? '');
const fits = (wanted: string, value: string): boolean => wanted === '' || wanted === value;
const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** A span as people say it: `45 min`, `3 h`, `2 d`. */
function spanText(ms: number): string {
  if (ms < 120 * MINUTE) return `${Math.floor(ms / MINUTE)} min`;
  return ms < 48 * 60 * MINUTE ? `${Math.floor(ms / (60 * MINUTE))} h` : `${Math.floor(ms / (24 * 60 * MINUTE))} d`;
}

function query(path: string, parts: Readonly<Record<string, string>>): string {
  const search = Object.entries(parts).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${path}?${search.join('&')}`;
}

const sum = (troubles: readonly Trouble[], of: (trouble: Trouble) => number): number =>
  troubles.reduce((total, trouble) => total + of(trouble), 0);

/** The list of runs of one cause. */
const listOf = ({ flow, code, state }: Trouble): string => query('/orders', { flow, code, state });

const FLOW: SettingSpec = { name: 'flow', label: 'Only this flow', fallback: '' };

/** What rules can watch. A new kind is one row here; its settings make the form, the API and the documentation. */
export const RULE_KINDS = {
  failures: {
    title: 'Failures of one kind',
    about: 'Runs that were held or given up within the last hour, by kind of error.',
    settings: [
      { name: 'count', label: 'From this many in an hour', fallback: 5, least: 1 },
      { name: 'kind', label: 'Only this kind', fallback: '' },
      FLOW,
    ],
    find: ({ troubles }, values) => {
      const mine = troubles.filter(
        ({ kind, flow }) => fits(text(values, 'kind'), kind) && fits(text(values, 'flow'), flow),
      );
      return [...Map.groupBy(mine, ({ flow, kind }) => `${flow} ${kind}`)].flatMap(([subject, group]) => {
        const [first] = group.toSorted((a, b) => b.lastHour - a.lastHour);
        const count = sum(group, ({ lastHour }) => lastHour);
        if (!first || count < number(values, 'count')) return [];
        return [
          {
            subject,
            summary: `${plural(count, 'run')} of ${first.flow} failed as ${first.kind} within an hour; most: ${first.code}`,
            link: listOf(first),
          },
        ];
      });
    },
  },
  'held-age': {
    title: 'Held work grows old',
    about: 'Work that has waited for a person too long, by cause.',
    settings: [
      { name: 'minutes', label: 'Held for', unit: 'minutes', fallback: 240, least: 1 },
      { name: 'queue', label: 'Only this work queue', fallback: '' },
      FLOW,
    ],
    find: ({ troubles, now }, values) => {
      const mine = troubles.filter(
        ({ queue, flow, oldestAt }) =>
          fits(text(values, 'queue'), queue) &&
          fits(text(values, 'flow'), flow) &&
          now - oldestAt >= number(values, 'minutes') * MINUTE,
      );
      return mine.map((trouble) => ({
        subject: `${trouble.flow} ${trouble.queue} ${trouble.code} ${trouble.state}`,
        summary: `${plural(trouble.count, 'run')} of ${trouble.flow} ${trouble.state === 'held' ? 'held' : 'failed'} for ${trouble.code}, the oldest for ${spanText(now - trouble.oldestAt)}`,
        link: listOf(trouble),
      }));
    },
  },
  'held-money': {
    title: 'Money stands still',
    about: 'Amount of all work that waits for a person, by currency.',
    settings: [
      { name: 'amount', label: 'From this amount', fallback: 50_000, least: 0 },
      { name: 'currency', label: 'Only this currency', fallback: '' },
      FLOW,
    ],
    find: ({ troubles }, values) => {
      const amounts = troubles
        .filter(({ flow }) => fits(text(values, 'flow'), flow))
        .flatMap((trouble) => trouble.amounts);
      return [...Map.groupBy(amounts, ({ currency }) => currency)].flatMap(([currency, group]) => {
        const total = group.reduce((all, { amount }) => all.plus(amount), new Decimal(0));
        if (!fits(text(values, 'currency'), currency) || total.lt(number(values, 'amount'))) return [];
        return [
          {
            subject: currency || 'no currency',
            summary: `${total.toFixed(2)} ${currency} wait for a person`,
            link: query('/orders', { flow: 'all', state: 'held,failed' }),
          },
        ];
      });
    },
  },
  'queue-age': {
    title: 'Work is late',
    about: 'The oldest run of a flow that is on its way and needs nobody.',
    settings: [{ name: 'minutes', label: 'On its way for', unit: 'minutes', fallback: 30, least: 1 }, FLOW],
    find: ({ flows, now }, values) =>
      flows.flatMap(({ flow, open, oldestAt }) => {
        if (
          oldestAt === undefined ||
          !fits(text(values, 'flow'), flow) ||
          now - oldestAt < number(values, 'minutes') * MINUTE
        )
          return [];
        return [
          {
            subject: flow,
            summary: `${plural(open, 'run')} of ${flow} on the way, the oldest for ${spanText(now - oldestAt)}`,
            link: query('/orders', { flow, state: 'queued,running,waiting' }),
          },
        ];
      }),
  },
  silence: {
    title: 'Nothing arrives',
    about: 'A flow gets nothing although it usually does at this hour of the week.',
    settings: [
      { name: 'minutes', label: 'Silent for', unit: 'minutes', fallback: 45, least: 5 },
      { name: 'expected', label: 'And this many would be usual in that time', fallback: 5, least: 1 },
      { name: 'flow', label: 'Flow', fallback: 'order-to-cash' },
    ],
    find: ({ arrivals, now, zone }, values) => {
      const silence = { now, zone, leastMs: number(values, 'minutes') * MINUTE, expected: number(values, 'expected') };
      return arrivals
        .filter((each) => fits(text(values, 'flow'), each.flow) && isSilent(each, silence))
        .map(({ flow, lastAt = 0 }) => ({
          subject: flow,
          summary: `Nothing for ${flow} in ${spanText(now - lastAt)}, at an hour when something usually comes`,
          link: query('/operate', { range: '24h', flow }),
        }));
    },
  },
  'stock-age': {
    title: 'Stock figures are old',
    about: 'The store shows stock that was read too long ago.',
    settings: [{ name: 'minutes', label: 'Older than', unit: 'minutes', fallback: 60, least: 1 }],
    find: ({ stock, now }, values) =>
      stock.flatMap(({ flow, target, asOf, figures }) => {
        if (asOf === undefined || figures === 0 || now - asOf < number(values, 'minutes') * MINUTE) return [];
        return [
          {
            subject: `${flow} ${target}`,
            summary: `The store ${target} shows stock of ${spanText(now - asOf)} ago`,
            link: query('/orders', { flow }),
          },
        ];
      }),
  },
  'connection-away': {
    title: 'A system is away',
    about: 'Calls to a system are stopped because it does not answer, or somebody paused the connection.',
    settings: [{ name: 'minutes', label: 'Away for', unit: 'minutes', fallback: 5, least: 0 }],
    find: ({ connections, now }, values) =>
      connections.flatMap((connection) => {
        const { name, title, breaker, breakerSince = now, breakerReason, paused, refused } = connection;
        const link = `/connections#${encodeURIComponent(name)}`;
        if (paused && refused !== true)
          return [
            { subject: name, summary: `${title} is paused: ${connection.pausedReason ?? 'no reason given'}`, link },
          ];
        if (paused || breaker === 'closed' || now - breakerSince < number(values, 'minutes') * MINUTE) return [];
        return [
          {
            subject: name,
            summary: `${title} does not answer${breakerReason === undefined ? '' : `: ${breakerReason}`}; work waits`,
            link,
          },
        ];
      }),
  },
  'token-trouble': {
    title: 'Credentials are refused',
    about: 'A system does not let us in any more; nothing goes on over the connection until a person acts.',
    settings: [],
    find: ({ connections }) =>
      connections
        // Nobody asks while it is paused: what failed before says nothing about now.
        .filter(({ refused, paused, failing }) => refused === true || (!paused && failing?.kind === 'unauthorized'))
        .map(({ name, title, refused, pausedReason, failing }) => ({
          subject: name,
          summary: `${title} refuses our credentials: ${(refused === true ? pausedReason : failing?.message) ?? ''}`,
          link: `/connections#${encodeURIComponent(name)}`,
        })),
  },
  differences: {
    title: 'The systems differ',
    about: 'A reconciliation found records that do not agree, and nobody has settled them.',
    settings: [
      { name: 'count', label: 'From this many', fallback: 1, least: 1 },
      { name: 'subject', label: 'Only these records', fallback: '' },
    ],
    find: ({ differences }, values) =>
      differences
        .filter(({ subject, open }) => fits(text(values, 'subject'), subject) && open >= number(values, 'count'))
        .map(({ subject, open }) => ({
          subject,
          summary: `${plural(open, 'difference')} in ${subject}`,
          link: query('/reconcile', { subject }),
        })),
  },
  disk: {
    title: 'The disk fills up',
    about: 'Space that is left for the database. Without space nothing more is taken in.',
    settings: [
      { name: 'percent', label: 'Less than', unit: '% free', fallback: 10, least: 0 },
      { name: 'gigabytes', label: 'And less than', unit: 'GB free', fallback: 5, least: 0 },
    ],
    find: ({ disk }, values) => {
      if (disk === undefined || disk.totalBytes === 0) return [];
      const percent = (100 * disk.freeBytes) / disk.totalBytes;
      const free = disk.freeBytes / GIGABYTE;
      if (percent >= number(values, 'percent') || free >= number(values, 'gigabytes')) return [];
      return [
        {
          subject: 'data',
          summary: `${free.toFixed(1)} GB (${percent.toFixed(0)} %) are free on the disk of the data`,
          link: '/settings?part=about',
        },
      ];
    },
  },
} as const satisfies Readonly<Record<string, RuleKindSpec>>;

export type RuleKind = keyof typeof RULE_KINDS;
export const RULE_KIND_NAMES = Object.keys(RULE_KINDS) as [RuleKind, ...RuleKind[]];

/** The settings of a rule with defaults in place of what is left out; names that the kind does not know are dropped. */
export function fillValues(kind: RuleKind, values: RuleValues): RuleValues {
  const specs: readonly SettingSpec[] = RULE_KINDS[kind].settings;
  return Object.fromEntries(specs.map(({ name, fallback }) => [name, values[name] ?? fallback]));
}

/** What is wrong with the settings of a rule: name and why, or nothing. */
export function findValueFault(
  kind: RuleKind,
  values: RuleValues,
): { readonly name: string; readonly message: string } | undefined {
  const specs: readonly SettingSpec[] = RULE_KINDS[kind].settings;
  for (const [name, value] of Object.entries(values)) {
    const spec = specs.find((each) => each.name === name);
    if (spec === undefined) return { name, message: `Rules of this kind have no setting ${name}.` };
    if (typeof value !== typeof spec.fallback)
      return { name, message: typeof spec.fallback === 'number' ? 'This must be a number.' : 'This must be text.' };
    if (typeof value === 'number' && !(value >= (spec.least ?? 0)))
      return { name, message: `This must be ${spec.least ?? 0} or more.` };
  }
  return undefined;
}
