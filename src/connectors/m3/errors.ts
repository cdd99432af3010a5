import { type ErrorTable, failureFrom } from '../../core/error-table.ts';

/** What can go wrong with Infor M3, in the words of the people who run it. */
export const M3_ERRORS = {
  // ---- records that are not there or cannot be used
  'm3.item-not-found': {
    kind: 'missing',
    title: 'M3 does not know this item.',
    remedy:
      'Create the item in M3 or correct the item number, then retry. A default item can be set for the connection.',
  },
  'm3.item-not-sellable': {
    kind: 'rejected',
    title: 'The status of the item in M3 does not allow it to be sold.',
    remedy: 'Release the item in M3 (status 20) or replace it on the order, then retry.',
  },
  'm3.price-list-not-found': {
    kind: 'missing',
    title: 'M3 has no such price list that counts today.',
    remedy: 'Correct the price list in the settings of the flow, or its dates in M3, then retry.',
  },
  'm3.price-unit-differs': {
    kind: 'rejected',
    title: 'The price of the item is for another unit than its basic unit, in which the store sells it.',
    remedy: 'Give the item a price for its basic unit in M3 (OIS017, or MMS200 for the item itself), then release.',
  },
  'm3.customer-not-found': {
    kind: 'missing',
    title: 'M3 does not know this customer.',
    remedy: 'Create the customer in M3 or correct the customer number, then retry.',
  },
  'm3.customer-changed': {
    kind: 'conflict',
    title: 'A field of the customer that was to be written was changed in M3 after it was compared.',
    remedy: 'Compare both records anew; the flows of customers do it by themselves.',
  },
  'm3.customer-blocked': {
    kind: 'rejected',
    title: 'The customer is blocked or not released in M3.',
    remedy: 'Lift the block or release the customer in M3 (CRS610), then retry.',
  },
  'm3.customer-incomplete': {
    kind: 'rejected',
    title: 'M3 created the customer only in part; it cannot be used yet.',
    remedy: 'Complete the customer in M3 (CRS610) until its status is 20, then retry.',
  },
  'm3.customer-number-taken': {
    kind: 'conflict',
    title: 'The customer number we would give belongs to another customer in M3.',
    remedy: 'Link the web customer to the right M3 customer by hand, or change the prefix of the connection.',
  },
  'm3.customer-ambiguous': {
    kind: 'conflict',
    title: 'More than one M3 customer carries the key of this web customer.',
    remedy: 'Decide in M3 which one is right and clear the search key (ALCU) of the others, then retry.',
  },
  'm3.search-key-taken': {
    kind: 'conflict',
    title: 'Somebody else in M3 carries the search key of this web customer.',
    remedy:
      'Where it is this customer after all, enter its number at the account in the store; else change its search key (ALCU) in M3. Then retry.',
  },
  'm3.guest-customer-missing': {
    kind: 'rejected',
    title: 'The order is from a guest, and the connection has no customer number for guests.',
    remedy: 'Set the guest customer number of the connection, or choose one customer for each e-mail, then retry.',
  },
  'm3.warehouse-not-found': {
    kind: 'rejected',
    title: 'M3 does not know this warehouse.',
    remedy: 'Correct the warehouse in the connection or the mapping, then retry.',
  },
  'm3.facility-not-found': {
    kind: 'rejected',
    title: 'M3 does not know this facility.',
    remedy: 'Correct the facility in the connection or the mapping, then retry.',
  },
  'm3.order-type-unknown': {
    kind: 'rejected',
    title: 'M3 does not know this order type.',
    remedy: 'Correct the order type in the connection or the mapping (OIS010 lists them), then retry.',
  },
  'm3.address-not-found': {
    kind: 'rejected',
    title: 'M3 does not know this address of the customer.',
    remedy: 'Add the address in M3 (OIS002) or send the order with a one-off address, then retry.',
  },
  'm3.order-not-found': {
    kind: 'missing',
    title: 'M3 does not know this order.',
    remedy: 'Check the order number; the order may have been deleted in M3.',
  },
  'm3.line-not-found': {
    kind: 'missing',
    title: 'M3 does not know this order line.',
    remedy: 'Check the line in M3; it may have been deleted.',
  },
  'm3.record-missing': {
    kind: 'missing',
    title: 'M3 has no such record.',
    remedy: 'Check the key that is shown, then retry.',
  },
  'm3.record-exists': {
    kind: 'rejected',
    title: 'M3 has this record already.',
    remedy: 'Look the record up in M3; link it if it is the right one.',
  },
  // ---- values
  'm3.value-unknown': {
    kind: 'rejected',
    title: 'M3 has no such value set up.',
    remedy: 'Add the value in M3, or translate it in a crosswalk, then retry.',
  },
  'm3.value-missing': {
    kind: 'rejected',
    title: 'M3 needs a value for this field.',
    remedy: 'Fill the field in the mapping or the connection, then retry.',
  },
  'm3.value-invalid': {
    kind: 'rejected',
    title: 'M3 does not accept the value of this field.',
    remedy: 'Correct the value or the mapping, then retry.',
  },
  'm3.input-invalid': {
    kind: 'rejected',
    title: 'The data cannot be sent to M3 as it is.',
    remedy: 'Correct the field that is named in the data or the mapping, then retry.',
  },
  'm3.totals-differ': {
    kind: 'rejected',
    title: 'Lines and charges do not add up to the total of the order.',
    remedy: 'Correct the order, the mapping of charges, or the tolerance of the connection, then retry.',
  },
  'm3.charge-code-missing': {
    kind: 'rejected',
    title: 'The order has a charge for which the connection names no M3 charge code.',
    remedy: 'Set the charge code of the connection, then retry.',
  },
  // ---- M3 says no
  'm3.rejected': {
    kind: 'rejected',
    title: 'M3 refused the call.',
    remedy: 'Read the message of M3, correct the data, then retry.',
  },
  'm3.status-not-allowed': {
    kind: 'rejected',
    title: 'The status of the record in M3 does not allow this.',
    remedy: 'Look at the record in M3; somebody may have gone on with it by hand.',
  },
  'm3.record-changed': {
    kind: 'conflict',
    title: 'Somebody else changed the record in M3 at the same time.',
    remedy: 'Retry; the record is read again.',
  },
  'm3.record-locked': {
    kind: 'throttled',
    title: 'The record is in use in M3.',
    remedy: 'Landbridge tries again by itself.',
  },
  'm3.user-refused': {
    kind: 'unauthorized',
    title: 'M3 refuses the user behind the service account.',
    remedy: 'Check in M3 that the user is active and may use the company, then test the connection.',
  },
  'm3.transaction-not-allowed': {
    kind: 'unauthorized',
    title: 'The user behind the service account may not run this transaction.',
    remedy: 'Give the user the right in M3 (SES400 and MNS150), then test the connection.',
  },
  'm3.transaction-unknown': {
    kind: 'rejected',
    title: 'This M3 does not have the transaction.',
    remedy: 'Test the connection; it lists what this release of M3 lacks, and which setting avoids it.',
  },
  'm3.call-invalid': {
    kind: 'fault',
    title: 'The call does not fit the description of the transaction.',
    remedy: 'Correct the field that is named; lengths and mandatory fields are those of the MI tables.',
  },
  'm3.answer-incomplete': {
    kind: 'fault',
    title: 'M3 answered, but without what the call is made for.',
    remedy: 'Look at the record in M3, then retry.',
  },
  // ---- orders
  'm3.order-refused': {
    kind: 'rejected',
    title: 'M3 refused to make a customer order of the staged order.',
    remedy: 'Read the messages of M3. Correct the data, or the staged order in M3 (OIS275), then retry.',
  },
  'm3.order-over-credit': {
    kind: 'rejected',
    title: 'M3 stopped the order because of the credit limit.',
    remedy: 'Raise the limit or settle open invoices in M3, then retry.',
  },
  'm3.order-interrupted': {
    kind: 'rejected',
    title: 'M3 broke off while it made a customer order of the staged order.',
    remedy: 'Look at the staged order in M3 (OIS275), then retry.',
  },
  'm3.order-outcome-unknown': {
    kind: 'uncertain',
    title: 'Nobody knows whether M3 made the customer order; it was asked again after each quiet time.',
    remedy: 'Look for the order in M3 by the web order number (OIS300). Retry looks again before it writes.',
  },
  'm3.drafts-exhausted': {
    kind: 'rejected',
    title: 'The order could not be staged completely, however often it was tried. No customer order was made.',
    remedy: 'Check that M3 answers (test the connection), then retry.',
  },
  'm3.draft-not-ours': {
    kind: 'conflict',
    title: 'A staged order has been left behind, and no run here has staged it.',
    remedy: 'Look at it in M3 (OIS275). Another Landbridge may own it; delete it there if nobody does.',
  },
  'm3.draft-in-doubt': {
    kind: 'conflict',
    title: 'A staged order was sent to be confirmed and is not live, and nothing here goes on with it.',
    remedy: 'Look at its messages in M3 (OIS275), then release or delete it there.',
  },
  'm3.order-differs': {
    kind: 'conflict',
    title: 'The customer order in M3 is not what was ordered.',
    remedy: 'Compare and correct the order in M3 by hand, then retry; Landbridge only compares again.',
  },
  'm3.order-doubled': {
    kind: 'conflict',
    title: 'M3 has more than one customer order for this web order.',
    remedy: 'Delete the surplus order in M3 by hand, then retry.',
  },
  'm3.linked-order-missing': {
    kind: 'conflict',
    title: 'The web order is linked to an M3 order that is not there any more.',
    remedy: 'Find out who deleted the order. To send it again, remove the link first.',
  },
  'm3.order-in-picking': {
    kind: 'conflict',
    title: 'M3 has begun to pick the order, so it is not changed or cancelled by itself any more.',
    remedy: 'Compare both sides and decide: change the order in M3 by hand, or let it go as it is.',
  },
  'm3.change-not-possible': {
    kind: 'rejected',
    title: 'M3 has no transaction for this change of a live order.',
    remedy: 'Make the change in M3 by hand (OIS300, OIS100), then release the hold.',
  },
  'm3.address-not-sendable': {
    kind: 'rejected',
    title: 'Direct entry cannot carry a one-off delivery address.',
    remedy: 'Give the address a number first (customer.ensure does it), or enter orders as drafts.',
  },
  // ---- payments and the ledger
  'm3.ledger-setup-missing': {
    kind: 'rejected',
    title: 'The connection lacks a setting that payments need.',
    remedy: 'Fill the setting that is named (group “Payments and the ledger” of the connection), then retry.',
  },
  'm3.currency-not-in-ledger': {
    kind: 'rejected',
    title: 'The ledger does not take this currency.',
    remedy: 'Add the currency to the connection, or post the payment by hand, then retry.',
  },
  'm3.voucher-unbalanced': {
    kind: 'rejected',
    title: 'Debit and credit of the voucher are not equal.',
    remedy: 'Correct the accounts or amounts in the mapping or crosswalk, then retry. Nothing was posted.',
  },
  'm3.voucher-refused': {
    kind: 'rejected',
    title: 'M3 found errors in the voucher and did not post it.',
    remedy: 'Read the errors of the batch in GLS840. Correct accounts or setup, delete the batch there, then retry.',
  },
  'm3.voucher-differs': {
    kind: 'conflict',
    title: 'What stands in M3 under the key of this voucher is not this voucher.',
    remedy: 'Compare in M3 (GLS840, GLS200). Delete a batch that was not posted, or correct by a voucher, then retry.',
  },
  'm3.voucher-doubled': {
    kind: 'conflict',
    title: 'The general ledger has more than one voucher for this payment.',
    remedy: 'Reverse the surplus voucher in M3, then retry; Landbridge only looks again.',
  },
  'm3.voucher-missing': {
    kind: 'conflict',
    title: 'The payment is linked to a posting that M3 does not show any more.',
    remedy: 'Find out what became of it in M3. To post it again, remove the link first.',
  },
  'm3.voucher-outcome-unknown': {
    kind: 'uncertain',
    title: 'Nobody knows whether M3 posted the voucher; it was asked again after each quiet time.',
    remedy: 'Look in GLS840 for the batch and in GLS200 for the voucher text. Retry looks again before it posts.',
  },
  'm3.payment-outcome-unknown': {
    kind: 'uncertain',
    title: 'Nobody knows whether M3 took the payment; it was asked again after each quiet time.',
    remedy: 'Look for the payment in M3 (ARS200) by its mark. Retry looks again before it writes.',
  },
  'm3.payment-differs': {
    kind: 'conflict',
    title: 'The payment in M3 has another amount or another invoice.',
    remedy: 'Compare the payment in M3 (ARS200) and correct it there, then retry; Landbridge only looks again.',
  },
  // ---- what M3 tells by itself
  'm3.feed-path-unknown': {
    kind: 'rejected',
    title: 'Nothing of the change feed is at this address.',
    remedy: 'Give ION the address of the hook as endpoint (it adds /service/… itself), and CMS049 the hook itself.',
  },
  'm3.feed-method-wrong': {
    kind: 'rejected',
    title: 'This address of the change feed takes another method.',
    remedy: 'Compare the connection point in ION with the guide.',
  },
  'm3.feed-message-unreadable': {
    kind: 'rejected',
    title: 'The message of the change feed is not in a form that ION or CMS049 sends.',
    remedy: 'Look at the message in ION Desk or in the log of CMS049; the next look at M3 finds what it told.',
  },
  'm3.bod-forbidden': {
    kind: 'rejected',
    title: 'The document has a document type declaration, which could reach for files or fill the memory.',
    remedy: 'Find out who sends it: M3 does not. The next look at M3 finds what it told.',
  },
  'm3.bod-unreadable': {
    kind: 'rejected',
    title: 'The document is no business object document that can be read.',
    remedy:
      'Look at the document in ION Desk and correct the mapping that makes it; the next look at M3 finds the change.',
  },
  'm3.bod-too-large': {
    kind: 'rejected',
    title: 'The document is larger than 10 MB.',
    remedy: 'Have M3 send one record in each document; the next look at M3 finds the change.',
  },
} as const satisfies ErrorTable;

export type M3ErrorCode = keyof typeof M3_ERRORS;

/** Builds a failure from {@link M3_ERRORS}. */
export const m3Failure = failureFrom(M3_ERRORS);
