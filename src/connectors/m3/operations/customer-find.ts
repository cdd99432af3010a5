import type { JsonObject } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { CUSTOMER_FIND_SAMPLE } from '../samples/customer.ts';
import { type M3Settings, readM3Settings } from '../setup/settings.ts';
import { selectCall, splitRow } from '../wire/export-rows.ts';
import type { MiRecord, MiTransactionCall } from '../wire/request.ts';
import { isSameCustomer } from './customer-ensure/carriers.ts';
import { callM3, callsThisRound, failureOf, failWith, resultsOf } from './history.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';
import { cleanText, fitText, sameText } from './values.ts';

/** By what a customer is looked for, strongest first; the first that finds somebody ends the search. */
const WAYS = ['number', 'searchKey', 'vatNumber', 'email'] as const;
type Way = (typeof WAYS)[number];

export interface CustomerFindInput {
  readonly customerNumber?: string;
  readonly searchKey?: string;
  readonly vatNumber?: string;
  readonly email?: string;
  /** Counts only together with the e-mail, or with name and city for who carries the search key. */
  readonly postalCode?: string;
  readonly name?: string;
  readonly city?: string;
}

export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly city: string;
  readonly postalCode: string;
  readonly email: string;
  readonly status: string;
  readonly by: Way;
}

export interface CustomerFindOutput {
  readonly candidates: readonly Candidate[];
}

const COLUMNS = ['CUNO', 'CUNM', 'TOWN', 'PONO', 'MAIL', 'STAT', 'ALCU', 'VRNO'] as const;
const MOST = 20;

const text = { type: 'string' } as const;

/** Looks for customers that could be meant; changes nothing and decides nothing. */
export const customerFind: Operation<CustomerFindInput, CustomerFindOutput, JsonObject> = {
  name: 'customer.find',
  title: 'Find customers',
  description:
    'Looks for a customer by link, number, agreed search key, VAT number, or e-mail and postal code, in this order, and answers everybody whom the first of these finds. Who carries the search key counts with the same name, postal code and city only, unless the connection matches by search key.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema({
    customerNumber: textSchema('Customer number that the store knows'),
    searchKey: textSchema('Agreed key, which stands in M3’s search key'),
    vatNumber: textSchema('VAT number'),
    email: textSchema('E-mail; counts together with the postal code'),
    postalCode: textSchema('Postal code'),
    name: textSchema('Name; tells the customer from a stranger with the same search key'),
    city: textSchema('City; tells the customer from a stranger with the same search key'),
  }),
  output: objectSchema(
    {
      candidates: listSchema(
        objectSchema(
          { id: text, name: text, city: text, postalCode: text, email: text, status: text, by: { enum: [...WAYS] } },
          ['id', 'by'],
        ),
      ),
    },
    ['candidates'],
  ),
  sample: CUSTOMER_FIND_SAMPLE,
  next: (view) => nextAction(view),
};

function nextAction(view: OperationView<CustomerFindInput>): OperationAction<CustomerFindOutput> {
  const settings = readM3Settings(view.settings);
  for (const way of WAYS) {
    const found = new Map<string, MiRecord>();
    for (const [index, query] of queriesFor(way, view.input, settings).entries()) {
      const name = index === 0 ? `by-${way}` : `by-${way}-${index + 1}`;
      const look = callsThisRound(view, name).at(-1);
      if (!look) return callM3(name, 'read', { program: query.program, transactions: [query.call], maxRecords: MOST });
      const [result] = resultsOf([look]);
      const failure = result ? failureOf(result) : look.failure;
      if (failure && failure.kind !== 'missing') return failWith(failure);
      const rows = rowsOf(query.program, result?.records ?? []).filter((row) => query.fits(row));
      for (const row of rows) found.set(row['CUNO'] ?? '', row);
    }
    if (found.size > 0)
      return { do: 'done', output: { candidates: [...found.values()].map((row) => candidateOf(row, way)) } };
  }
  return { do: 'done', output: { candidates: [] } };
}

interface Query {
  readonly program: string;
  readonly call: MiTransactionCall;
  /** Lists read on behind the key, and the search index is not exact: only rows that fit count. */
  fits(row: MiRecord): boolean;
}

/** How a way asks: more than once where M3 may keep the same in another spelling, and compares letter by letter. */
function queriesFor(way: Way, input: CustomerFindInput, settings: M3Settings): Query[] {
  const columns = [...COLUMNS];
  if (way === 'number') {
    const number = cleanText(input.customerNumber).toUpperCase();
    const call = { transaction: 'GetBasicData', record: { CUNO: number }, columns };
    return number ? [{ program: 'CRS610MI', call, fits: (row) => sameText(row['CUNO'], number) }] : [];
  }
  if (way === 'searchKey') {
    const key = cleanText(input.searchKey).toUpperCase();
    const call = { transaction: 'LstBySearchKey', record: { ALCU: key }, columns };
    const fits = (row: MiRecord): boolean => sameText(row['ALCU'], key) && isTheCustomer(row, input, settings);
    return key && key.length <= 10 ? [{ program: 'CRS610MI', call, fits }] : [];
  }
  if (way === 'vatNumber') {
    const vat = cleanText(input.vatNumber);
    return spellings(vat, compact(vat)).map((VRNO) => search({ VRNO }, settings));
  }
  const email = cleanText(input.email);
  const postalCode = cleanText(input.postalCode);
  if (!postalCode) return [];
  return spellings(email, email.toLowerCase()).map((MAIL) => search({ MAIL, PONO: postalCode }, settings));
}

/** The search key is a free field of M3: another store, or an earlier system, may have put its own number there. */
function isTheCustomer(
  carrier: MiRecord,
  { name, postalCode, city }: CustomerFindInput,
  { customerMatch }: M3Settings,
): boolean {
  const described = {
    CUNM: fitText(cleanText(name), 36),
    PONO: cleanText(postalCode),
    TOWN: fitText(cleanText(city), 20),
  };
  return customerMatch.includes('searchKey') || isSameCustomer(carrier, described);
}

const spellings = (...texts: readonly string[]): string[] => [...new Set(texts)].filter((each) => each !== '');

const compact = (value: string | undefined): string => (value ?? '').replaceAll(/[\s.-]/g, '').toUpperCase();

function search(wanted: Readonly<Record<string, string>>, { customerSearch, company }: M3Settings): Query {
  // The search index answers few fields: what it does not show, it has compared itself.
  const fits = (row: MiRecord): boolean =>
    Object.entries(wanted).every(
      ([field, value]) => row[field] === undefined || compact(row[field]) === compact(value),
    );
  const [[field, value] = ['', '']] = Object.entries(wanted);
  if (customerSearch === 'index') {
    const SQRY = Object.entries(wanted)
      .map(([name, each]) => `${name}:"${each.replaceAll('"', ' ')}"`)
      .join(' AND ');
    return { program: 'CRS610MI', call: { transaction: 'SearchCustomer', record: { SQRY } }, fits };
  }
  // Only the first criterion is asked for, and compared here: how the second is written differs too often.
  const select = COLUMNS.map((name) => `OK${name}`).join(',');
  const where = `OKCONO = ${Number(company)} and OK${field} = '${value.replaceAll("'", '')}'`;
  return { program: 'EXPORTMI', call: selectCall(`${select} from OCUSMA where ${where}`), fits };
}

/** Rows under M3's names; those of an export are one text each. */
function rowsOf(program: string, records: readonly MiRecord[]): MiRecord[] {
  if (program !== 'EXPORTMI') return [...records];
  return records.map((row) => {
    const values = splitRow(row);
    return Object.fromEntries(COLUMNS.map((name, index) => [name, values[index] ?? '']));
  });
}

function candidateOf(row: MiRecord, by: Way): Candidate {
  const value = (name: string): string => (row[name] ?? '').trim();
  return {
    id: value('CUNO'),
    name: value('CUNM'),
    city: value('TOWN'),
    postalCode: value('PONO'),
    email: value('MAIL'),
    status: value('STAT'),
    by,
  };
}
