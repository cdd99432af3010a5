import type { JsonSchema } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { clarityFailure } from '../errors.ts';
import { ACCOUNT, type Account } from '../model/account.ts';
import { type Infer, optional, record, text } from '../model/shape.ts';
import { ACCOUNT_SAMPLE } from '../samples/account.ts';
import { fail, readOnce } from './view.ts';

const INPUT = record('Which account: by id, or by key', {
  id: optional(text('Id of the account in the store')),
  key: optional(text('Key of the account: the ERP’s customer number')),
});
type Input = Infer<typeof INPUT>;

/** Reads an account with its address book. By key only active ones are found. */
export const accountGet: Operation<Input, Account> = {
  name: 'account.get',
  title: 'Read an account',
  description: 'Reads a company that buys, with its address book, by id or by key.',
  effect: 'read',
  idempotency: 'natural',
  input: INPUT.schema as JsonSchema,
  output: ACCOUNT.schema as JsonSchema,
  sample: { input: { id: ACCOUNT_SAMPLE.id }, output: ACCOUNT_SAMPLE },
  next: (view) => {
    const { id, key } = view.input;
    if (id !== undefined) return readOnce(view, { ask: 'account-read', id }, ({ account }) => account);
    if (key !== undefined) return readOnce(view, { ask: 'account-find', key }, ({ account }) => account);
    return fail(
      clarityFailure('clarity.account-not-found', { message: 'Neither id nor key of the account was given.' }),
    );
  },
};
