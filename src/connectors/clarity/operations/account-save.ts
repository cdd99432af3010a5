import type { Json, JsonSchema } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import { ACCOUNT, type Account } from '../model/account.ts';
import type { AccountChange } from '../model/customer-request.ts';
import type { AccountReply } from '../model/request.ts';
import { decimal, flag, type Infer, list, optional, record, text } from '../model/shape.ts';
import { ACCOUNT_SAMPLE } from '../samples/account.ts';
import { type Decision, pursue } from './pursue.ts';
import { fail, lastReading, read, settingsOf, write } from './view.ts';

const INPUT = record('What an account is to be; what is left out stays', {
  id: optional(text('Id of the account; without it the account is found by its key')),
  key: optional(text('The ERP’s customer number')),
  create: optional(flag('Make the account when there is none with this key')),
  name: optional(text('Name')),
  email: optional(text('E-mail; empty to empty it')),
  phone: optional(text('Telephone; empty to empty it')),
  vatNumber: optional(text('Organisation or VAT number; empty to empty it')),
  credit: optional(decimal('Credit limit')),
  onHold: optional(flag('On hold')),
  was: optional(
    record('What fields were when it was decided to write them; one that is another by now is not overwritten', {
      name: optional(text('Name')),
      email: optional(text('E-mail; empty when there was none')),
      phone: optional(text('Telephone; empty when there was none')),
      vatNumber: optional(text('Organisation or VAT number; empty when there was none')),
      credit: optional(decimal('Credit limit')),
    }),
  ),
});
type Input = Infer<typeof INPUT>;

const OUTPUT = record('The account as the store has it now', {
  id: text('Id in the store'),
  created: flag('It was made by this'),
  changed: flag('Something was written'),
  changedFields: list('What was written', text('Field')),
  account: ACCOUNT,
});
type Output = Infer<typeof OUTPUT>;

const FIELDS = ['name', 'email', 'phone', 'vatNumber', 'credit', 'onHold'] as const;

/** Writes single fields of an account, or makes one: reads in full, changes what differs, writes back, reads again. */
export const accountSave: Operation<Input, Output> = {
  name: 'account.save',
  title: 'Write an account',
  description:
    'Reads the account in full, changes the given fields alone, writes the record back without its address book, and answers what the store has then. A deactivated account is left alone, and so is a field that is not what it `was`.',
  effect: 'write',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: {
    input: { id: '77', credit: '7000' },
    output: {
      id: '77',
      created: false,
      changed: true,
      changedFields: ['credit'],
      account: { ...ACCOUNT_SAMPLE, credit: '7000' },
    },
  },
  next: nextAction,
};

type View = OperationView<Input>;

function nextAction(view: View): OperationAction<Output> {
  const { id, key } = view.input;
  if (id !== undefined && id !== '') return change(view, id, false);
  if (key === undefined || key === '') {
    return fail(
      clarityFailure('clarity.account-not-found', { message: 'Neither id nor key of the account was given.' }),
    );
  }
  const made = view.calls.findLast(({ name }) => name === 'create');
  const quietUntil = made?.outcome === 'ambiguous' ? made.sentAt + settingsOf(view).quietTimeMs : 0;
  const looks = view.calls.filter(({ name, round }) => name === 'find' && round === view.round);
  const look = looks.findLast((call) => !made || view.calls.indexOf(call) > view.calls.indexOf(made));
  if (!look) return read('find', { ask: 'account-find', key });
  if (look.outcome === 'applied') {
    const { account } = look.reply as unknown as AccountReply;
    return change(view, account.id, made !== undefined);
  }
  if (look.failure && look.failure.kind !== 'missing') return fail(look.failure);
  if (made?.outcome === 'refused' && made.round === view.round)
    return fail(made.failure ?? clarityFailure('clarity.record-not-found'));
  if (look.sentAt < quietUntil) {
    if (view.now < quietUntil)
      return { do: 'wait', until: quietUntil, why: 'The new account may still appear in the store.' };
    return read('find', { ask: 'account-find', key });
  }
  if (!view.input.create) {
    return fail(clarityFailure('clarity.account-not-found', { record: `account with key ${key}` }));
  }
  if (!view.input.name) {
    return fail(clarityFailure('clarity.account-incomplete', { field: 'name', record: `account with key ${key}` }));
  }
  return write('create', { ask: 'account-create', key, set: changeFor(view.input, undefined) });
}

function change(view: View, id: string, created: boolean): OperationAction<Output> {
  const pursued = pursue<AccountReply>(view, {
    name: 'write',
    look: { ask: 'account-read', id, forWrite: true },
    decide: (reply) => decide(view.input, id, reply),
  });
  if ('action' in pursued) return pursued.action;
  const writes = view.calls.filter(({ name, outcome }) => name === 'write' && outcome !== 'refused');
  const changedFields = [...new Set(writes.flatMap(({ request }) => Object.keys((request['set'] ?? {}) as object)))];
  const output = (account: Account): OperationAction<Output> => ({
    do: 'done',
    output: { id, created, changed: created || changedFields.length > 0, changedFields, account },
  });
  if (!pursued.wrote) return output(pursued.reached.account);
  // What the store made of it, not what was sent.
  const back = lastReading<'account-read'>(view, 'read-back');
  if (back === undefined) return read('read-back', { ask: 'account-read', id });
  return 'failure' in back ? fail(back.failure) : output(back.reply.account);
}

function decide(input: Input, id: string, { account, active, handle }: AccountReply): Decision {
  const record = `account ${id}`;
  if (!active) {
    const message = `Account ${id} is deactivated in the store; writing to it would bring it back.`;
    return { is: 'blocked', failure: clarityFailure('clarity.account-not-found', { message, record }) };
  }
  if (input.key && account.key !== undefined && account.key !== input.key) {
    const message = `Account ${id} already carries ${account.key}; ${input.key} was to be written.`;
    return { is: 'blocked', failure: clarityFailure('clarity.account-has-other-key', { message, record }) };
  }
  if (input.name?.trim() === '')
    return { is: 'blocked', failure: clarityFailure('clarity.account-incomplete', { field: 'name', record }) };
  const set = changeFor(input, account);
  if (Object.keys(set).length === 0) return { is: 'reached' };
  const field = COMPARED.find((name) => name in set && isAnother(name, input.was?.[name], account[name]));
  if (field !== undefined) {
    const message = `The ${field} of account ${id} was changed in the store after it was compared, and was not overwritten.`;
    return { is: 'blocked', failure: clarityFailure('clarity.record-changed', { message, field, record }) };
  }
  return { is: 'wanted', request: { ask: 'account-change', id, handle: handle ?? '', set } };
}

const COMPARED = ['name', 'email', 'phone', 'vatNumber', 'credit'] as const;

function isAnother(name: string, was: string | undefined, present: string | undefined): boolean {
  return was !== undefined && !same(name, was, present);
}

/** What differs from the account, or everything for a new one. */
function changeFor(input: Input, account: Account | undefined): AccountChange {
  const set: Record<string, Json> = {};
  for (const name of FIELDS) {
    const wanted = input[name];
    if (wanted === undefined || same(name, wanted, account?.[name])) continue;
    set[name] = wanted === '' ? null : wanted;
  }
  if (account && input.key && account.key === undefined) set['key'] = input.key;
  return set as AccountChange;
}

function same(name: string, wanted: string | boolean, present: string | boolean | undefined): boolean {
  if (typeof wanted === 'boolean') return wanted === (present ?? false);
  if (name === 'credit') return Number(wanted || 0) === Number(present ?? 0);
  return wanted.normalize('NFC').trim() === (typeof present === 'string' ? present : '');
}
