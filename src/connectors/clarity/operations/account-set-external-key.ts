import type { JsonSchema } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import type { AccountReply } from '../model/request.ts';
import { flag, type Infer, optional, record, text } from '../model/shape.ts';
import { type Decision, pursue } from './pursue.ts';

const INPUT = record('The ERP’s number of a customer', {
  id: text('Id of the account in the store'),
  key: text('The other system’s customer number'),
  overwrite: optional(flag('Replace another number that stands there')),
});
type Input = Infer<typeof INPUT>;

const OUTPUT = record('Result', {
  id: text('Id of the account in the store'),
  key: text('The number that stands there now'),
  changed: flag('False when it stood there already'),
});
type Output = Infer<typeof OUTPUT>;

/** Writes the other system's customer number onto an account. */
export const accountSetExternalKey: Operation<Input, Output> = {
  name: 'account.set-external-key',
  title: 'Write the ERP’s customer number onto an account',
  description: 'Reads the account in full, changes its key alone and writes the record back without its address book.',
  effect: 'write',
  idempotency: 'check-first',
  input: INPUT.schema as JsonSchema,
  output: OUTPUT.schema as JsonSchema,
  sample: { input: { id: '77', key: 'C100045' }, output: { id: '77', key: 'C100045', changed: true } },
  next: nextAction,
};

function nextAction(view: OperationView<Input>): OperationAction<Output> {
  const { id, key } = view.input;
  const pursued = pursue<AccountReply>(view, {
    name: 'write',
    look: { ask: 'account-read', id, forWrite: true },
    decide: (reply) => decide(view.input, reply),
  });
  if ('action' in pursued) return pursued.action;
  return { do: 'done', output: { id, key, changed: pursued.wrote } };
}

function decide({ id, key, overwrite = false }: Input, { account, active, handle }: AccountReply): Decision {
  if (account.key === key) return { is: 'reached' };
  const record = `account ${id}`;
  if (!active) {
    const message = `Account ${id} is deactivated in the store; writing to it would bring it back.`;
    return { is: 'blocked', failure: clarityFailure('clarity.account-not-found', { message, record }) };
  }
  if (account.key !== undefined && !overwrite) {
    const message = `Account ${id} already carries ${account.key}; ${key} was to be written.`;
    return { is: 'blocked', failure: clarityFailure('clarity.account-has-other-key', { message, record }) };
  }
  return { is: 'wanted', request: { ask: 'account-update', id, handle: handle ?? '', key } };
}
