import type { JsonObject } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { ADDRESS_ENSURE_SAMPLE } from '../samples/customer.ts';
import { readM3Settings } from '../setup/settings.ts';
import { ADDRESS_PROPERTIES, type PostalAddress } from './address.ts';
import { ensureAddresses, readAddresses } from './customer-ensure/addresses.ts';
import { failWith } from './history.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';

export interface AddressEnsureInput {
  readonly customerNumber: string;
  /** Receiver, where an address names none. */
  readonly name?: string;
  readonly addresses: readonly PostalAddress[];
}

export interface AddressEnsureOutput {
  /** In the order of the input; an empty address has none. */
  readonly addressIds: readonly string[];
}

/** Gives a customer addresses it does not have yet, found by their content. */
export const addressEnsure: Operation<AddressEnsureInput, AddressEnsureOutput, JsonObject> = {
  name: 'address.ensure',
  title: 'Give a customer its addresses',
  description:
    'The number of an address is made of its content, so the same address is found again and never doubled; a changed address becomes another one, and orders keep theirs. Addresses for one order alone belong on the order.',
  effect: 'write',
  idempotency: 'natural',
  input: objectSchema(
    {
      customerNumber: textSchema('Customer number', { minLength: 1 }),
      name: textSchema('Receiver, where an address names none'),
      addresses: listSchema(objectSchema(ADDRESS_PROPERTIES)),
    },
    ['customerNumber', 'addresses'],
  ),
  output: objectSchema({ addressIds: listSchema({ type: 'string' }) }, ['addressIds']),
  sample: ADDRESS_ENSURE_SAMPLE,
  next: (view) => {
    const { customerNumber, addresses, name = '' } = view.input;
    if (!customerNumber) return failWith(m3Failure('m3.input-invalid', { field: 'customerNumber' }));
    const warnings: string[] = [];
    const known = readAddresses({ name, addresses }, warnings);
    if (!Array.isArray(known)) return failWith(known);
    const step = ensureAddresses(view, customerNumber, known, readM3Settings(view.settings));
    if (step && 'next' in step) return step.next;
    if (step) return failWith(step.failure);
    return {
      do: 'done',
      output: { addressIds: known.map(({ addressId }) => addressId) },
      ...(warnings.length > 0 ? { warnings } : {}),
    };
  },
};
