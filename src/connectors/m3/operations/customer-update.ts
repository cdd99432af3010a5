import type { Failure } from '../../../core/failure.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { CallRecord, Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { CUSTOMER_UPDATE_SAMPLE } from '../samples/customer.ts';
import { type M3Settings, readM3Settings } from '../setup/settings.ts';
import type { MiRecord } from '../wire/request.ts';
import type { PostalAddress } from './address.ts';
import { type Customer, CUSTOMER_READS, CUSTOMER_SCHEMA, customerFrom, recordsOf } from './customer-fields.ts';
import { bulkLimit, callM3, callsThisRound, failureOf, failWith, resultsOf } from './history.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';
import { cleanText, fitText, invalid, readDecimal, shortPhone } from './values.ts';

/** What is to change; a field that is left out stays, one that is empty is emptied. */
export interface CustomerUpdateInput extends PostalAddress {
  readonly customerNumber: string;
  readonly paymentTerms?: string;
  readonly deliveryTerms?: string;
  readonly deliveryMethod?: string;
  readonly vatNumber?: string;
  readonly creditLimit?: string;
  /** What fields were when it was decided to write them; one that is another by now is not overwritten. */
  readonly was?: Was;
}

type Was = Partial<Readonly<Record<Field, string>>> & { readonly addressLines?: readonly string[] };

export interface CustomerUpdateOutput {
  readonly changed: boolean;
  readonly changedFields: readonly string[];
  /** The customer as M3 has it now: M3 may have cut or changed what was sent. */
  readonly customer: Customer;
}

type Field = Exclude<keyof CustomerUpdateInput, 'customerNumber' | 'addressLines' | 'was'>;
type Write = 'ChgBasicData' | 'ChgOrderInfo' | 'ChgFinancial';

interface Target {
  readonly write: Write;
  readonly field: string;
  readonly length: number;
  /** Shortened with a warning; codes, phones and mails are left out instead, because a cut one is another. */
  readonly cut?: true;
}

/** Where each field goes, and how long M3 keeps it (CRS610MI). */
const TARGETS: Readonly<Record<Field, Target>> = {
  name: { write: 'ChgBasicData', field: 'CUNM', length: 36, cut: true },
  city: { write: 'ChgBasicData', field: 'TOWN', length: 20, cut: true },
  postalCode: { write: 'ChgBasicData', field: 'PONO', length: 10 },
  region: { write: 'ChgBasicData', field: 'ECAR', length: 2 },
  country: { write: 'ChgBasicData', field: 'CSCD', length: 3 },
  phone: { write: 'ChgBasicData', field: 'PHNO', length: 16 },
  email: { write: 'ChgBasicData', field: 'MAIL', length: 50 },
  paymentTerms: { write: 'ChgOrderInfo', field: 'TEPY', length: 3 },
  deliveryTerms: { write: 'ChgOrderInfo', field: 'TEDL', length: 3 },
  deliveryMethod: { write: 'ChgOrderInfo', field: 'MODL', length: 3 },
  vatNumber: { write: 'ChgFinancial', field: 'VRNO', length: 16 },
  creditLimit: { write: 'ChgFinancial', field: 'CRLM', length: 15 },
};

const STREETS = ['CUA1', 'CUA2', 'CUA3', 'CUA4'] as const;
const STREET_LENGTH = 36;
const WRITES: readonly Write[] = ['ChgBasicData', 'ChgOrderInfo', 'ChgFinancial'];
const READ_OF: Readonly<Record<Write, (typeof CUSTOMER_READS)[number]>> = {
  ChgBasicData: 'GetBasicData',
  ChgOrderInfo: 'GetOrderInfo',
  ChgFinancial: 'GetFinancial',
};
/** Somebody else changed the customer in between: read and decide again, this often. */
const MOST_TRIES = 5;

const texts = Object.fromEntries(
  (Object.keys(TARGETS) as Field[]).map((name) => [name, textSchema(`New ${name}; empty to empty it`)]),
);

const earlier = Object.fromEntries(
  (Object.keys(TARGETS) as Field[]).map((name) => [name, textSchema(`What ${name} was when it was compared`)]),
);
const LINES = listSchema({ type: 'string' }, { description: 'Up to four lines of 36 characters' });

/** Changes single fields of a customer: reads, writes what differs with the change counter, and reads back. */
export const customerUpdate: Operation<CustomerUpdateInput, CustomerUpdateOutput, JsonObject> = {
  name: 'customer.update',
  title: 'Change a customer',
  description:
    'Reads the customer, writes only the fields that differ, guarded by the change counter of M3, and answers the customer as M3 has it then. Fields that are left out stay as they are, and so does everything when a field is not what it `was`.',
  effect: 'write',
  idempotency: 'natural',
  input: objectSchema(
    {
      customerNumber: textSchema('Customer number', { minLength: 1 }),
      ...texts,
      addressLines: LINES,
      was: objectSchema({ ...earlier, addressLines: LINES }),
    },
    ['customerNumber'],
  ),
  output: objectSchema(
    { changed: { type: 'boolean' }, changedFields: listSchema({ type: 'string' }), customer: CUSTOMER_SCHEMA },
    ['changed', 'changedFields', 'customer'],
  ),
  sample: CUSTOMER_UPDATE_SAMPLE,
  next: (view) => nextAction(view),
};

function nextAction(view: OperationView<CustomerUpdateInput>): OperationAction<CustomerUpdateOutput> {
  const settings = readM3Settings(view.settings);
  const { customerNumber } = view.input;
  const warnings: string[] = [];
  const wanted = wantedFields(view.input, warnings);
  if ('kind' in wanted) return failWith(wanted);
  const changes = callsThisRound(view, 'change');
  const last = changes.at(-1);
  const reads = callsThisRound(view, 'read', last);
  const perCustomer = Math.ceil(CUSTOMER_READS.length / bulkLimit(settings));
  if (reads.length < perCustomer) return readPart(customerNumber, reads.length, settings);
  const results = resultsOf(reads.slice(-perCustomer));
  const customer = customerFrom(results, customerNumber);
  if (!customer) {
    const failure = results[0] ? failureOf(results[0]) : undefined;
    return failWith(failure ?? m3Failure('m3.customer-not-found', { record: `customer ${customerNumber}` }));
  }
  const refusal = last?.outcome === 'refused' ? last.failure : undefined;
  if (refusal && (refusal.kind !== 'conflict' || changes.length >= MOST_TRIES)) return failWith(explain(refusal));
  if (changes.length >= 2 * MOST_TRIES) return failWith(last?.failure ?? m3Failure('m3.rejected'));

  const records = recordsOf(results);
  for (const write of WRITES) {
    // What M3 took once it has in its own way: writing it again would change nothing.
    if (changes.some((call) => call.outcome === 'applied' && transactionOf(call) === write)) continue;
    const now = records.get(READ_OF[write]) ?? {};
    const differing = differences(wanted[write], now, settings);
    if (Object.keys(differing).length === 0) continue;
    const moved = movedField(view.input.was, customer, differing);
    if (moved !== undefined) return failWith(changedMeanwhile(moved, customerNumber));
    const counter = now['CHNO'] ? { CHNO: now['CHNO'] } : {};
    const record = { CUNO: customerNumber, ...differing, ...counter };
    return callM3('change', 'write', { program: 'CRS610MI', transactions: [{ transaction: write, record }] });
  }
  const applied = view.calls.filter(({ name, outcome }) => name === 'change' && outcome !== 'refused');
  const changedFields = [...new Set(applied.flatMap(fieldsOf))];
  return {
    do: 'done',
    output: { changed: changedFields.length > 0, changedFields, customer },
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

function readPart(customerNumber: string, part: number, settings: M3Settings): OperationAction<never> {
  const limit = bulkLimit(settings);
  const transactions = CUSTOMER_READS.map((transaction) => ({ transaction, record: { CUNO: customerNumber } }));
  return callM3('read', 'read', {
    program: 'CRS610MI',
    transactions: transactions.slice(part * limit, (part + 1) * limit),
  });
}

function transactionOf({ request }: CallRecord): string | undefined {
  const transactions = request['transactions'] as unknown as readonly { readonly transaction: string }[] | undefined;
  return transactions?.[0]?.transaction;
}

/** The fields of M3 that are wanted, by transaction; a country that is taken away or a code too long is refused. */
function wantedFields(input: CustomerUpdateInput, warnings: string[]): Record<Write, MiRecord> | Failure {
  const wanted: Record<Write, Record<string, string>> = { ChgBasicData: {}, ChgOrderInfo: {}, ChgFinancial: {} };
  for (const [name, { write, field, length, cut }] of Object.entries(TARGETS) as [Field, Target][]) {
    const given = input[name];
    if (given === undefined) continue;
    const text = cleanText(given);
    const value = name === 'phone' ? shortPhone(text, length) : text;
    const fitting = fitText(value, length);
    if (fitting !== value && !cut && (name === 'phone' || name === 'email')) {
      warnings.push(`${name} has more than ${length} characters and was left as it is in M3: "${value}".`);
      continue;
    }
    if (fitting !== value && !cut) return invalid(name, `${name} takes at most ${length} characters, not "${value}".`);
    if (fitting !== value) warnings.push(`${name} was cut to ${length} characters: "${value}".`);
    if (name === 'creditLimit' && value !== '' && !readDecimal(value)) return invalid(name, `"${value}" is no amount.`);
    if ((name === 'country' || name === 'name') && value === '') return invalid(name, `The customer has no ${name}.`);
    wanted[write][field] = fitting;
  }
  if (input.addressLines) {
    const lines = input.addressLines.map(cleanText).filter(Boolean);
    if (lines.length === 0) return invalid('addressLines', 'The address has no street.');
    for (const [index, field] of STREETS.entries())
      wanted.ChgBasicData[field] = fitText(lines[index] ?? '', STREET_LENGTH);
    if (lines.length > STREETS.length) warnings.push(`addressLines has more than ${STREETS.length} lines.`);
  }
  return wanted;
}

/** The first field to be written that is not what the caller compared. */
function movedField(was: Was | undefined, customer: Customer, differing: MiRecord): keyof Was | undefined {
  if (was === undefined) return undefined;
  const { addressLines } = was;
  const isInStreets = STREETS.some((field) => field in differing);
  if (isInStreets && addressLines && addressLines.join('\n') !== customer.addressLines.join('\n'))
    return 'addressLines';
  return (Object.entries(TARGETS) as [Field, Target][]).find(
    ([name, { field }]) => field in differing && was[name] !== undefined && was[name] !== customer[name],
  )?.[0];
}

function changedMeanwhile(field: string, customerNumber: string): Failure {
  const message = `The ${field} of customer ${customerNumber} was changed in M3 after it was compared, and was not overwritten.`;
  return m3Failure('m3.customer-changed', { message, field, record: `customer ${customerNumber}` });
}

function differences(wanted: MiRecord, now: MiRecord, { blankOut }: M3Settings): MiRecord {
  const entries = Object.entries(wanted).flatMap(([field, value]): [string, string][] => {
    const present = (now[field] ?? '').trim();
    if (present === value || sameAmount(field, present, value)) return [];
    if (value !== '') return [[field, value]];
    return blankOut === 'leave' ? [] : [[field, blankOut]];
  });
  return Object.fromEntries(entries);
}

function sameAmount(field: string, left: string, right: string): boolean {
  if (field !== TARGETS.creditLimit.field) return false;
  const [one, two] = [readDecimal(left || '0'), readDecimal(right || '0')];
  return one !== undefined && two !== undefined && one.equals(two);
}

const WORDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(TARGETS).map(([name, { field }]) => [field, name])),
  ...Object.fromEntries(STREETS.map((field) => [field, 'addressLines'])),
};

function fieldsOf({ request }: CallRecord): string[] {
  const transactions = request['transactions'] as unknown as readonly { readonly record: MiRecord }[] | undefined;
  return Object.keys(transactions?.[0]?.record ?? {}).flatMap((field) => WORDS[field] ?? []);
}

/** A refusal in the words of the input. */
function explain(failure: Failure): Failure {
  const m3Field = failure.evidence?.['m3Field'];
  const field = typeof m3Field === 'string' ? WORDS[m3Field] : undefined;
  return field ? { ...failure, field } : failure;
}
