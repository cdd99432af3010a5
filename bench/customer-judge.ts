import {
  type Change,
  fieldNamed,
  kept,
  type Ledgers,
  m3Value,
  plain,
  storeValue,
  type Write,
  writesSince,
} from './customer-ledgers.ts';
import { CustomerPast } from './customer-past.ts';
import { type Edit, EDIT_FIELDS, type EditPlan } from './customer-plan.ts';

export interface CustomerVerdict {
  readonly realChanges: number;
  readonly conflicts: number;
  /** Fields written by the flows. */
  readonly writes: number;
  /**
   * Writes of a value that the record already had or that came from that side itself, that nobody entered on the other
   * side, that go to the side that decides, or that change nothing.
   */
  readonly echoWrites: number;
  /** Where they happened: customer, side, member, and why it is one. */
  readonly echoes: readonly string[];
  /** Writes of a field beyond one for each of its real changes. */
  readonly excessWrites: number;
  /**
   * Edits of store staff that a write of ours undid, because they came between its last look at the record and its
   * sending: the store replaces whole records and has no locks.
   */
  readonly undone: number;
  /** Fields that are not the same on both sides, or not what their owner says. */
  readonly wrong: number;
  /** Those among them that both sides had edited at once. */
  readonly conflictsWrong: number;
}

/** Compares what both ledgers say after the edits with the plan; `before` is what they said before. */
export function judgeCustomers(plan: EditPlan, before: Ledgers, after: Ledgers): CustomerVerdict {
  const real = new Map<string, number>();
  for (const edit of plan.edits) if (edit.real) add(real, keyOf(edit));
  const edited = new Set(plan.edits.map(({ customerNumber }) => customerNumber));
  const written = new Map<string, number>();
  const echoes: string[] = [];
  let writes = 0;
  const undone = new Set<string>();
  const history = writesSince(before, after).filter(({ customerNumber }) => edited.has(customerNumber));
  const past = new CustomerPast(before, history);
  for (const write of history) {
    const { customerNumber: number, side, ours, changes } = write;
    const findings = ours ? changes.map((change) => ({ change, is: judgeChange(write, change, past, real) })) : [];
    past.pass(write);
    const echo = (what: string): number => echoes.push(`${number} ${side}: ${what}`);
    if (ours && changes.length === 0) echo('nothing');
    const asked = findings.filter(({ is }) => is === 'asked');
    for (const { change, is } of findings) {
      const field = fieldNamed(side, change.name);
      const key = `${number}/${field?.name ?? change.name}`;
      if (is === 'undone' && asked.length > 0) {
        undone.add(key);
        continue;
      }
      // The parts of an address go over together, each as its owner spells it.
      const inAddress = asked.some((each) => fieldNamed(side, each.change.name)?.at === 'address');
      if (is === 'spelling' && field?.at === 'address' && inAddress) continue;
      writes += 1;
      if (is === 'asked') add(written, key);
      else echo(`${change.name} "${change.before}" → "${change.after}", ${REASONS[is]}`);
    }
  }
  const excess = [...written].reduce((sum, [key, count]) => sum + Math.max(0, count - (real.get(key) ?? 0)), 0);
  const wrong = wrongFields(plan, before, after, undone);
  const conflicts = new Set(plan.edits.filter(({ conflict }) => conflict).map(keyOf));
  return {
    realChanges: [...real.values()].reduce((sum, count) => sum + count, 0),
    conflicts: plan.edits.filter(({ conflict }) => conflict).length / 2,
    writes,
    echoWrites: echoes.length,
    echoes,
    excessWrites: excess,
    undone: undone.size,
    wrong: wrong.length,
    conflictsWrong: wrong.filter((key) => conflicts.has(key)).length,
  };
}

const REASONS = {
  undone: 'undone by a write that nobody asked for',
  unasked: 'a field that nobody changed, or that this side decides',
  spelling: 'which the record already had',
  back: 'which takes back our own last write',
  own: 'which came from this side',
  unknown: 'which nobody entered',
} as const;

/** What a changed field of one of our writes is, by the values alone. */
function judgeChange(
  { customerNumber, side, unseen }: Write,
  { name, ...change }: Change,
  past: CustomerPast,
  real: ReadonlyMap<string, number>,
): 'asked' | keyof typeof REASONS {
  const staff = unseen.filter((each) => each.name === name);
  // What stood in the record when we read it, over what staff entered after that.
  if (staff[0]?.before === change.after && staff.at(-1)?.after === change.before) return 'undone';
  const field = fieldNamed(side, name);
  if (!field || field.owner === side || !real.has(`${customerNumber}/${field.name}`)) return 'unasked';
  const value = kept(field, change.after);
  if (value === kept(field, change.before)) return 'spelling';
  if (past.takesBack(side, customerNumber, field.name, value)) return 'back';
  if (past.isFrom(side === 'm3' ? 'store' : 'm3', customerNumber, field.name, value)) return 'asked';
  return past.isFrom(side, customerNumber, field.name, value) ? 'own' : 'unknown';
}

/** Keys of edited fields that do not agree at the end, or not with what their owner said last, unless it was undone. */
function wrongFields(plan: EditPlan, before: Ledgers, after: Ledgers, undone: ReadonlySet<string>): string[] {
  const customers = new Map(after.customers.map((each) => [each.customerNumber, each]));
  const first = new Map(before.customers.map((each) => [each.customerNumber, each]));
  const accounts = new Map(after.store.accounts.map((each) => [each.key, each]));
  return [...new Set(plan.edits.map(keyOf))].filter((key) => {
    const [number = '', name = ''] = key.split('/');
    const field = EDIT_FIELDS.find((each) => each.name === name);
    const [customer, account, start] = [customers.get(number), accounts.get(number), first.get(number)];
    if (!field || !customer || !account || !start) return true;
    const inM3 = plain(field, m3Value(customer, field));
    const inStore = kept(field, plain(field, storeValue(account, field)));
    if (undone.has(key) && field.owner === 'store') return inStore !== inM3;
    const counts = plan.final.get(key);
    // Nobody but the side without a say was edited: M3 has what it had.
    if (counts === undefined) return inM3 !== plain(field, m3Value(start, field));
    return inM3 !== kept(field, counts) || inStore !== inM3;
  });
}

const keyOf = ({ customerNumber, field }: Edit): string => `${customerNumber}/${field}`;

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
