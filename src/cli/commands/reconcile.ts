import { type Command, InvalidArgumentError } from 'commander';
import type { Difference, Reconciliation } from '../../api/types.ts';
import { isSubject, SUBJECTS } from '../../core/reconcile/model.ts';
import { print, printJson, say, table } from '../output.ts';
import { addServerOptions, connectToServer, dataOf, type ServerOptions } from '../server-client.ts';

type Options = ServerOptions & { since?: string; despiteFewer?: boolean; json?: boolean };
type Client = Awaited<ReturnType<typeof connectToServer>>;

const LOOK_EVERY_MS = 500;
/** Differences listed on a terminal; the rest is counted. */
const LISTED = 50;

export function addReconcile(program: Command): void {
  addServerOptions(
    program
      .command('reconcile')
      .description('compare the store with M3, and show where they do not agree')
      .argument('[subject]', `one of ${SUBJECTS.join(', ')}; all when left out`),
  )
    .option('--since <day>', 'orders, lines and payments since this day, 2026-11-01 (default: a week)', readSince)
    .option('--despite-fewer', 'compare although one side has far fewer records than last time')
    .option('--json', 'print JSON')
    .action(async (subject: string | undefined, options: Options) => {
      if (subject !== undefined && !isSubject(subject)) {
        throw new Error(`There is no subject "${subject}"; it is one of ${SUBJECTS.join(', ')}`);
      }
      const client = await connectToServer(options);
      const body = {
        subjects: subject === undefined ? [] : [subject],
        despiteFewer: options.despiteFewer ?? false,
        ...(options.since === undefined ? {} : { since: options.since }),
      };
      const started = dataOf(await client.startReconciliation({ body })).items;
      const ended = await waitFor(client, started, options.json !== true);
      const differences = await openDifferences(client, ended);
      const agrees = ended.every(({ state, open }) => state === 'completed' && open === 0);
      if (options.json) printJson({ agrees, reconciliations: ended, differences });
      else tell(ended, differences);
      if (!agrees) process.exitCode = 1;
    });
}

/** A day or a time; a day begins at midnight UTC. */
function readSince(text: string): string {
  const time = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(time)) throw new InvalidArgumentError('It is a day such as 2026-11-01.');
  return new Date(time).toISOString();
}

const PHASES: Readonly<Record<Reconciliation['phase'], string>> = {
  'read-left': 'reading the store',
  'read-right': 'reading M3',
  compare: 'comparing',
  explain: 'looking for causes',
};

async function waitFor(client: Client, started: readonly Reconciliation[], talks: boolean): Promise<Reconciliation[]> {
  const said = new Map<string, string>();
  for (;;) {
    const now: Reconciliation[] = [];
    for (const { id } of started) now.push(dataOf(await client.getReconciliation({ params: { id } })));
    for (const each of talks ? now : []) {
      const line = progressOf(each);
      if (said.get(each.id) === line) continue;
      said.set(each.id, line);
      say(`${each.subject.padEnd(10)} ${line}`);
    }
    if (now.every(({ state }) => state !== 'queued' && state !== 'running')) return now;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function progressOf({ state, phase, look, until, failure }: Reconciliation): string {
  if (state !== 'running') return state === 'queued' ? 'waits for its turn' : state;
  const again = look > 1 ? `, look ${look}` : '';
  if (failure) return `${PHASES[phase]}${again}: ${failure.message} It is tried again.`;
  return until === undefined ? PHASES[phase] + again : `pauses before look ${look}`;
}

async function openDifferences(client: Client, reconciliations: readonly Reconciliation[]): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const { id, open, known } of reconciliations) {
    for (let cursor: string | undefined, more = open + known > 0; more; ) {
      const query = { reconciliation: id, limit: 200, ...(cursor === undefined ? {} : { cursor }) };
      const page = dataOf(await client.listDifferences({ query }));
      found.push(...page.items.filter(({ state }) => state === 'open' || state === 'known'));
      cursor = page.next;
      more = cursor !== undefined;
    }
  }
  return found;
}

function tell(reconciliations: readonly Reconciliation[], differences: readonly Difference[]): void {
  const rows = reconciliations.map((each) => [
    each.subject,
    String(each.leftCount),
    String(each.rightCount),
    String(each.open),
    String(each.known),
    each.failure ? `${each.state}: ${each.failure.message}` : each.state,
  ]);
  print(table([['SUBJECT', 'STORE', 'M3', 'OPEN', 'KNOWN', 'STATE'], ...rows]));
  for (const { failure } of reconciliations) if (failure?.remedy) say(`  ${failure.remedy}`);
  if (differences.length === 0) return;
  const lines = differences
    .slice(0, LISTED)
    .map((each) => [
      each.subject,
      each.key,
      each.field === undefined ? each.kind : `${each.kind} ${each.field}`,
      each.leftValue ?? '',
      each.rightValue ?? '',
      each.state === 'known' ? `known: ${each.causeText}` : each.causeText,
    ]);
  print('');
  print(table([['SUBJECT', 'KEY', 'DIFFERENCE', 'STORE', 'M3', 'LIKELY CAUSE'], ...lines]));
  if (differences.length > LISTED) print(`… and ${differences.length - LISTED} more; --json has all of them.`);
}
