import type { JsonObject } from '../../../../core/json.ts';
import type { CallRecord, Operation, OperationAction, OperationView } from '../../../../core/operation.ts';
import { m3Failure } from '../../errors.ts';
import { CUSTOMER_SAMPLE } from '../../samples/customer.ts';
import { type M3Settings, readM3Settings } from '../../setup/settings.ts';
import type { MiRecord } from '../../wire/request.ts';
import { callM3, callsThisRound, failWith, resultsOf } from '../history.ts';
import { cleanText } from '../values.ts';
import { ensureAddresses, readAddresses } from './addresses.ts';
import { CARRIER_COLUMNS, keyTaken, recognise } from './carriers.ts';
import { type CustomerIdentity, identify, storeIdOf } from './identity.ts';
import { CUSTOMER_INPUT_SCHEMA, CUSTOMER_OUTPUT_SCHEMA, type CustomerInput, type CustomerOutput } from './input.ts';
import { explainCustomerRefusal, newCustomerCall } from './new-customer.ts';

type View = OperationView<CustomerInput>;
type Action = OperationAction<CustomerOutput>;

const MOST_ADDS = 3;

/** Gives a web customer its customer number in M3: by link, by agreed key, or by creating it once. */
export const customerEnsure: Operation<CustomerInput, CustomerOutput, JsonObject> = {
  name: 'customer.ensure',
  title: 'Find or create a customer',
  description:
    'Looks for the customer by link, by the number the store knows, or by search key, and creates it from the template ' +
    'when M3 has none. Somebody else who carries the search key is not taken for the customer. After an answer that got ' +
    'lost it looks again before it writes. It changes no existing customer.',
  effect: 'write',
  idempotency: 'check-first',
  input: CUSTOMER_INPUT_SCHEMA,
  output: CUSTOMER_OUTPUT_SCHEMA,
  sample: CUSTOMER_SAMPLE,
  linkOf: (input) => {
    const id = storeIdOf(input);
    return id ? { kind: 'customer', system: 'clarity', id } : undefined;
  },
  next: (view) => {
    const settings = readM3Settings(view.settings);
    if (view.input.guest === true && settings.guestPolicy === 'shared') return nextForGuest(settings);
    if (view.linkedId !== undefined) return finish(view, view.linkedId, settings, false);
    const given = cleanText(view.input.customerNumber).toUpperCase();
    if (given && settings.customerMatch.includes('number')) return nextByNumber(view, given, settings);
    const identity = identify(view.input, settings);
    if (!identity.id) {
      const message = 'The customer has neither an id of the store nor an e-mail.';
      return failWith(m3Failure('m3.input-invalid', { field: 'storeCustomerId', message }));
    }
    return identity.ownNumber
      ? nextWithOwnNumber(view, identity, identity.ownNumber, settings)
      : nextWithSeries(view, identity, settings);
  },
};

function nextForGuest({ guestCustomer }: M3Settings): Action {
  if (!guestCustomer) return failWith(m3Failure('m3.guest-customer-missing', { field: 'guest' }));
  return { do: 'done', output: { customerNumber: guestCustomer, created: false, addressIds: [] } };
}

/** The store knows the number: M3 must have it. Creating another customer would be wrong. */
function nextByNumber(view: View, customerNumber: string, settings: M3Settings): Action {
  const look = callsThisRound(view, 'find').at(-1);
  if (!look) return lookByNumber(customerNumber);
  const found = resultsOf([look])[0]?.records[0];
  if (found) return adopt(view, found, settings, false);
  const message = `M3 does not know customer ${customerNumber}, which the store has for this account.`;
  return failWith(
    m3Failure('m3.customer-not-found', { field: 'customerNumber', record: `customer ${customerNumber}`, message }),
  );
}

/** We give the number, so creating twice is refused by M3; whoever has the number is read and compared. */
function nextWithOwnNumber(view: View, identity: CustomerIdentity, ownNumber: string, settings: M3Settings): Action {
  const added = lastAdd(view);
  if (added?.outcome === 'applied') return judgeAdded(view, added, settings);
  if (added?.outcome === 'refused' && added.failure?.code !== 'm3.record-exists') return failAdd(added);
  const look = callsThisRound(view, 'find', added).at(-1);
  if (!look) return lookByNumber(ownNumber);
  const found = resultsOf([look])[0]?.records[0];
  if (!found) return add(view, identity, settings);
  const known = recognise(carriersAmong([found], identity), view, identity, settings);
  if ('failure' in known) return failWith(known.failure);
  if (known.ours.length > 0) return adopt(view, found, settings, added !== undefined);
  const message = `Customer number ${ownNumber} belongs to "${found['CUNM'] ?? ''}" in M3, who is not this web customer.`;
  return failWith(m3Failure('m3.customer-number-taken', { record: `customer ${ownNumber}`, message }));
}

/** M3 gives the number: the search key tells whether the customer is there, and after doubt only once it is quiet. */
function nextWithSeries(view: View, identity: CustomerIdentity, settings: M3Settings): Action {
  const added = lastAdd(view);
  if (added?.outcome === 'applied') return judgeAdded(view, added, settings);
  if (added?.outcome === 'refused') return failAdd(added);
  const quietUntil = view.calls
    .filter(({ name, outcome }) => name === 'add' && outcome === 'ambiguous')
    .reduce((until, { sentAt }) => Math.max(until, sentAt + settings.quietTimeMs), 0);
  if (view.now < quietUntil) {
    return { do: 'wait', until: quietUntil, why: 'the new customer may still appear in M3' };
  }
  const look = callsThisRound(view, 'find', added)
    .filter(({ sentAt }) => sentAt >= quietUntil)
    .at(-1);
  if (!look) {
    const record = { ALCU: identity.searchKey };
    const transactions = [{ transaction: 'LstBySearchKey', record, columns: CARRIER_COLUMNS }];
    return callM3('find', 'read', { program: 'CRS610MI', transactions, maxRecords: 10 });
  }
  const carriers = carriersAmong(resultsOf([look])[0]?.records ?? [], identity);
  const known = recognise(carriers, view, identity, settings);
  if ('failure' in known) return failWith(known.failure);
  const { ours, strangers } = known;
  const [found, ...more] = ours;
  if (!found) return strangers.length > 0 ? failWith(keyTaken(strangers, identity)) : add(view, identity, settings);
  if (more.length === 0) return adopt(view, found, settings, added !== undefined);
  const numbers = ours.map(({ CUNO = '' }) => CUNO).join(', ');
  const message = `M3 has ${ours.length} customers with search key ${identity.searchKey}: ${numbers}.`;
  return failWith(m3Failure('m3.customer-ambiguous', { record: `search key ${identity.searchKey}`, message }));
}

/** The list begins at the key and reads on: only those that carry it count. */
function carriersAmong(records: readonly MiRecord[], { searchKey }: CustomerIdentity): MiRecord[] {
  return records.filter(({ ALCU = '' }) => ALCU.trim().toUpperCase() === searchKey);
}

function lookByNumber(CUNO: string): Action {
  const transactions = [{ transaction: 'GetBasicData', record: { CUNO }, columns: CARRIER_COLUMNS }];
  return callM3('find', 'read', { program: 'CRS610MI', transactions });
}

/** The last try to create the customer that still says something: refusals count in their own round only. */
function lastAdd({ calls, round }: View): CallRecord | undefined {
  const last = calls.findLast(({ name }) => name === 'add');
  return last?.outcome === 'refused' && last.round < round ? undefined : last;
}

function add(view: View, identity: CustomerIdentity, settings: M3Settings): Action {
  const tried = view.calls.filter(({ name, round }) => name === 'add' && round === view.round).length;
  if (tried >= MOST_ADDS)
    return failWith(view.calls.findLast(({ name }) => name === 'add')?.failure ?? m3Failure('m3.rejected'));
  const call = newCustomerCall(view.input, identity, settings, []);
  return 'transaction' in call ? callM3('add', 'write', { program: 'CRS610MI', transactions: [call] }) : failWith(call);
}

function failAdd({ failure }: CallRecord): Action {
  return failWith(explainCustomerRefusal(failure ?? m3Failure('m3.rejected')));
}

/** Created: unless M3 says that it did only half of it. After a release the customer is looked at again. */
function judgeAdded(view: View, added: CallRecord, settings: M3Settings): Action {
  const { CUNO = '', ERRM = '' } = resultsOf([added])[0]?.records[0] ?? {};
  if (ERRM.trim() === '') return finish(view, CUNO, settings, true);
  if (added.round < view.round) {
    const look = callsThisRound(view, 'find').at(-1);
    if (!look) return lookByNumber(CUNO);
    const found = resultsOf([look])[0]?.records[0];
    if (found) return adopt(view, found, settings, true);
  }
  const message = `M3 created customer ${CUNO} only in part: ${ERRM.trim()}.`;
  return failWith(m3Failure('m3.customer-incomplete', { record: `customer ${CUNO}`, message }));
}

/** Takes an existing customer, when its status lets it order. */
function adopt(view: View, found: MiRecord, settings: M3Settings, created: boolean): Action {
  const { CUNO = '', STAT = '' } = found;
  if (STAT === '' || STAT === '20') return finish(view, CUNO, settings, created);
  const code = STAT === '12' ? 'm3.customer-incomplete' : 'm3.customer-blocked';
  const message = `Customer ${CUNO} has status ${STAT} in M3 and cannot order.`;
  return failWith(m3Failure(code, { record: `customer ${CUNO}`, message }));
}

function finish(view: View, customerNumber: string, settings: M3Settings, created: boolean): Action {
  const warnings: string[] = [];
  const addresses = readAddresses(view.input, warnings);
  if (!Array.isArray(addresses)) return failWith(addresses);
  const step = ensureAddresses(view, customerNumber, addresses, settings);
  if (step && 'next' in step) return step.next;
  if (step) return failWith(step.failure);
  if (created) newCustomerCall(view.input, identify(view.input, settings), settings, warnings);
  const id = storeIdOf(view.input);
  const left = { system: 'clarity', id };
  return {
    do: 'done',
    output: { customerNumber, created, addressIds: addresses.map(({ addressId }) => addressId) },
    ...(id ? { links: [{ kind: 'customer', left, right: { system: 'm3', id: customerNumber } }] } : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}
