import type { Failure } from '../../../../core/failure.ts';
import type { M3Settings } from '../../setup/settings.ts';
import type { MiTransactionCall } from '../../wire/request.ts';
import { readPostalAddress } from '../address.ts';
import { cleanRecord, cleanText, invalid } from '../values.ts';
import type { CustomerIdentity } from './identity.ts';
import type { CustomerInput } from './input.ts';

const LONGEST_MAIL = 50;

/** The transaction that creates the customer, or which field keeps it from that. Names are cut with a warning. */
export function newCustomerCall(
  input: CustomerInput,
  { searchKey, ownNumber }: CustomerIdentity,
  settings: M3Settings,
  warnings: string[],
): MiTransactionCall | Failure {
  if (cleanText(input.name) === '') return invalid('name', 'The customer has no name.');
  const address = readPostalAddress(input, '', warnings);
  if (!address) return invalid('addressLines', 'The customer has no address.');
  if (!('fields' in address)) return address;
  const mail = cleanText(input.email);
  if (mail.length > LONGEST_MAIL)
    warnings.push(`email has more than ${LONGEST_MAIL} characters and was left out: "${mail}".`);
  const language = cleanText(input.language) || settings.language;
  const vatNumber = cleanText(input.vatNumber);
  if (vatNumber) warnings.push(`VAT number ${vatNumber} has to be entered in M3 (CRS610, finance) by a person.`);
  return {
    transaction: 'Add',
    record: {
      CUTM: settings.customerTemplate,
      ...address.fields,
      ...(address.phone ? { PHNO: address.phone } : {}),
      ...(mail && mail.length <= LONGEST_MAIL ? { MAIL: mail } : {}),
      ...(language ? { LNCD: language } : {}),
      ALCU: searchKey,
      ...(ownNumber ? { CUNO: ownNumber } : {}),
      ...cleanRecord(input.extra ?? {}),
    },
    columns: ['CUNO', 'ERRM'],
    needs: ['CUNO'],
  };
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  CUNM: 'name',
  CUA1: 'addressLines',
  TOWN: 'city',
  PONO: 'postalCode',
  ECAR: 'region',
  CSCD: 'country',
  PHNO: 'phone',
  MAIL: 'email',
  LNCD: 'language',
  ALCU: 'searchKey',
};

/** A refusal in the words of the input. */
export function explainCustomerRefusal(failure: Failure): Failure {
  const m3Field = failure.evidence?.['m3Field'];
  const field = typeof m3Field === 'string' ? FIELD_WORDS[m3Field] : undefined;
  return field ? { ...failure, field } : failure;
}
