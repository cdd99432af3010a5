import { type Edit, EDIT_FIELDS, type EditField, type EditPlan } from './customer-plan.ts';

/** What the M3 sandbox's ledger tells of a customer. */
export interface JudgedCustomer {
  readonly customerNumber: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly vatNumber: string;
  readonly creditLimit: string;
  readonly street: string;
  readonly city: string;
  readonly writes: readonly { readonly by: string; readonly changed: readonly string[] }[];
}

/** What the store sandbox's ledger tells of an account. */
export interface JudgedAccount {
  readonly id: number;
  readonly key: string | null;
  readonly addressId: number | null;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly vatNumber: string;
  readonly credit: number | null;
  readonly street1: string;
  readonly city: string;
}

export interface JudgedStore {
  readonly accounts: readonly JudgedAccount[];
  readonly writes: readonly {
    readonly entity: string;
    readonly recordId: number;
    readonly at: string;
    readonly integration: boolean;
    readonly changed: readonly string[];
  }[];
}

export interface Ledgers {
  readonly customers: readonly JudgedCustomer[];
  readonly store: JudgedStore;
}

export interface CustomerVerdict {
  readonly realChanges: number;
  readonly conflicts: number;
  /** Fields written by the flows. */
  readonly writes: number;
  /** Writes that no change asked for, that change nothing, or that go to the side that decides. */
  readonly echoWrites: number;
  /** Where they happened: customer, side, members. */
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
  for (const { customerNumber, side, fields, justEdited = [] } of writesSince(before, after)) {
    if (!edited.has(customerNumber)) continue;
    const echo = (what: string): number => echoes.push(`${customerNumber} ${side}: ${what}`);
    if (fields.length === 0) echo('nothing');
    const meant = fields.filter((name) => EDIT_FIELDS.some((each) => each[side] === name && each.owner !== side));
    for (const name of fields) {
      if (justEdited.includes(name) && !meant.includes(name) && meant.length > 0) {
        undone.add(`${customerNumber}/${EDIT_FIELDS.find((each) => each[side] === name)?.name}`);
        continue;
      }
      writes += 1;
      const field = EDIT_FIELDS.find((each) => each[side] === name);
      const key = `${customerNumber}/${field?.name ?? name}`;
      if (!field || field.owner === side || !real.has(key)) echo(`${name} of ${fields.join(' ')}`);
      else add(written, key);
    }
  }
  const excess = [...written].reduce((sum, [key, count]) => sum + Math.max(0, count - (real.get(key) ?? 0)), 0);
  const wrong = wrongFields(plan, before, after).filter((key) => !undone.has(key));
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

interface Write {
  readonly customerNumber: string;
  readonly side: 'm3' | 'store';
  readonly fields: readonly string[];
  /** Members that somebody else changed so shortly before that the write may have been made without seeing it. */
  readonly justEdited?: readonly string[];
}

/** What a look and a write take together at most, on a machine that is busy with everything else as well. */
const LOOK_AND_WRITE_MS = 1_500;

function writesSince(before: Ledgers, after: Ledgers): Write[] {
  const known = new Map(before.customers.map(({ customerNumber, writes }) => [customerNumber, writes.length]));
  const inM3 = after.customers.flatMap(({ customerNumber, writes }) =>
    writes
      .slice(known.get(customerNumber) ?? 0)
      .filter(({ by }) => by === 'mi')
      .map(({ changed }): Write => ({ customerNumber, side: 'm3', fields: changed })),
  );
  const { accounts, writes } = after.store;
  const byRecord = new Map(
    accounts.flatMap(({ id, addressId, key }) => [
      [`Account/${id}`, key ?? ''],
      [`Address/${addressId}`, key ?? ''],
    ]),
  );
  const edits = writes.filter(({ integration }) => !integration).map((each) => ({ ...each, at: Date.parse(each.at) }));
  const byHand = Map.groupBy(edits, ({ entity, recordId }) => `${entity}/${recordId}`);
  const inStore = writes
    .slice(before.store.writes.length)
    .filter(({ integration }) => integration)
    .map(({ entity, recordId, at, changed }): Write => {
      const justEdited = (byHand.get(`${entity}/${recordId}`) ?? [])
        .filter((edit) => edit.at <= Date.parse(at) && edit.at > Date.parse(at) - LOOK_AND_WRITE_MS)
        .flatMap((edit) => edit.changed);
      const customerNumber = byRecord.get(`${entity}/${recordId}`) ?? '';
      return { customerNumber, side: 'store', fields: changed, justEdited };
    });
  return [...inM3, ...inStore];
}

/** Keys of edited fields that do not agree at the end, or not with what their owner said last. */
function wrongFields(plan: EditPlan, before: Ledgers, after: Ledgers): string[] {
  const customers = new Map(after.customers.map((each) => [each.customerNumber, each]));
  const first = new Map(before.customers.map((each) => [each.customerNumber, each]));
  const accounts = new Map(after.store.accounts.map((each) => [each.key, each]));
  return [...new Set(plan.edits.map(keyOf))].filter((key) => {
    const [number = '', name = ''] = key.split('/');
    const field = EDIT_FIELDS.find((each) => each.name === name);
    const [customer, account, start] = [customers.get(number), accounts.get(number), first.get(number)];
    if (!field || !customer || !account || !start) return true;
    const counts = plan.final.get(key);
    const inM3 = plain(field, m3Value(customer, field));
    const inStore = plain(field, storeValue(account, field));
    // Nobody but the side without a say was edited: M3 has what it had.
    if (counts === undefined) return inM3 !== plain(field, m3Value(start, field));
    return inM3 !== kept(field, counts) || kept(field, inStore) !== inM3;
  });
}

const m3Value = (customer: JudgedCustomer, { name }: EditField): string => customer[name];

function storeValue({ street1, credit, ...account }: JudgedAccount, { name }: EditField): string {
  if (name === 'street') return street1;
  return name === 'creditLimit' ? String(credit ?? '') : account[name];
}

/** The value as M3 can hold it. */
function kept(field: EditField, value: string): string {
  return plain(
    field,
    field.name === 'phone' || field.name === 'vatNumber' ? value : plain(field, value).slice(0, field.length),
  );
}

/** What two spellings of the same value have in common; told apart from what the product does about it. */
function plain({ name }: EditField, value: string): string {
  const text = value.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
  if (name === 'phone') return text.replaceAll(/\D/g, '').replace(/^00/, '');
  if (name === 'vatNumber') return text.replaceAll(/[ .-]/g, '').toUpperCase();
  if (name === 'creditLimit') return String(Number(text));
  return name === 'name' ? text : text.toUpperCase();
}

const keyOf = ({ customerNumber, field }: Edit): string => `${customerNumber}/${field}`;

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
