import type { BookEntryRow, CustomerReplies, CustomerRequest, StampedRow } from '../../model/customer-request.ts';
import type { Reader } from '../../model/reader.ts';
import { withoutAbsent } from '../../model/shape.ts';
import type { OpenedBody } from './replies.ts';
import { readAccount, readAddress, readContact } from './parties.ts';

/** Decodes an answer about customers into the canonical model. */
export function decodeCustomers(
  request: CustomerRequest,
  whole: Reader,
  { more }: Pick<OpenedBody, 'more'>,
): CustomerReplies[CustomerRequest['ask']] {
  switch (request.ask) {
    case 'account-list':
      return { accounts: whole.records('Results').map(accountRow), more };
    case 'book-entry-list':
      return { entries: whole.records('Results').flatMap(bookEntry), more };
    case 'contact-list':
      return {
        contacts: whole
          .records('Results')
          .flatMap((row) => stamped(row).map((each) => withoutAbsent({ ...each, addressId: row.id('AddressID') }))),
      };
    case 'address-list':
      return { addresses: whole.records('Results').flatMap(stamped) };
    case 'contact-read':
      return { contact: readContact(whole), active: whole.flag('Active') !== false };
    case 'address-read':
      return { address: readAddress(whole), active: whole.flag('Active') !== false };
    case 'account-create':
      return withoutAbsent({ id: whole.id('Result') });
    case 'account-change':
    case 'contact-change':
    case 'address-change':
      return { id: request.id };
    case 'book-entry-create':
      return {};
  }
}

function stamped(row: Reader): StampedRow[] {
  const id = row.id('ID');
  const updatedAt = row.time('UpdatedDate') ?? row.time('CreatedDate');
  return id === undefined ? [] : [withoutAbsent({ id, updatedAt })];
}

function accountRow(row: Reader) {
  const { contacts: _, ...account } = readAccount(row);
  return account;
}

function bookEntry(row: Reader): BookEntryRow[] {
  const accountId = row.id('MasterID');
  const contactId = row.id('SlaveID');
  if (accountId === undefined || contactId === undefined) return [];
  return [withoutAbsent({ accountId, contactId, updatedAt: row.time('UpdatedDate') ?? row.time('CreatedDate') })];
}
