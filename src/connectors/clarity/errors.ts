import { type ErrorTable, failureFrom } from '../../core/error-table.ts';

/** What can go wrong with a Clarity store, in the words of the people who run it. */
export const CLARITY_ERRORS = {
  // ---- the way to the store
  'clarity.login-refused': {
    kind: 'unauthorized',
    title: 'The store refused the login of this connection.',
    remedy: 'Check user name and password (or key) of the integration’s user in the store, then test the connection.',
  },
  'clarity.session-lost': {
    kind: 'unreachable',
    title: 'The store no longer knows the session that it gave a moment ago.',
    remedy:
      'Landbridge logs in again by itself. If it comes often, the store’s servers do not share their sessions: have them kept in one place.',
  },
  'clarity.right-missing': {
    kind: 'unauthorized',
    title: 'The store’s user of this connection lacks a right that this call needs.',
    remedy: 'Give the user the role “Clarity Connect Data” or the permission that is named, then test the connection.',
  },
  'clarity.not-the-api': {
    kind: 'unreachable',
    title: 'A web page answered instead of the store’s API.',
    remedy: 'If it lasts, check the base URL: a content system or a log-in page stands in front of the API.',
  },
  'clarity.login-page': {
    kind: 'unauthorized',
    title: 'The store sends us to its log-in page although we had just logged in.',
    remedy: 'Check the base URL and the kind of credentials; exempt the API from the content system’s log-in.',
  },
  'clarity.route-missing': {
    kind: 'rejected',
    title: 'This address of the store does not offer the call.',
    remedy: 'Use the base URL of the full API, or set the connection’s surface to “portal”.',
  },
  'clarity.not-in-dialect': {
    kind: 'rejected',
    title: 'This call is not known for the generation of store that the connection names.',
    remedy: 'Choose the dialect “cef”, or leave the step out for this store.',
  },
  'clarity.store-busy': {
    kind: 'unreachable',
    title: 'The store’s database was busy or too slow; nothing is known to have changed.',
    remedy: 'Landbridge tries again by itself. If it lasts, look into the store’s event log.',
  },

  // ---- records
  'clarity.order-not-found': {
    kind: 'missing',
    title: 'The store has no order with this id.',
    remedy: 'Check the web order number in the store; the order may have been deleted.',
  },
  'clarity.account-not-found': {
    kind: 'missing',
    title: 'The store has no account with this id or key.',
    remedy: 'Check the account in the store, then retry.',
  },
  'clarity.payment-not-found': {
    kind: 'missing',
    title: 'The store does not have this payment.',
    remedy: 'Look for the payment in the store; it may have been deleted.',
  },
  'clarity.product-not-found': {
    kind: 'missing',
    title: 'The store has no product with this id or SKU.',
    remedy: 'Check the product in the store, then retry.',
  },
  'clarity.product-deactivated': {
    kind: 'conflict',
    title: 'The product was deactivated in the store.',
    remedy: 'Activate the product in the store, or end the item in M3; then retry.',
  },
  'clarity.record-not-found': {
    kind: 'missing',
    title: 'The store has no such record.',
    remedy: 'Check the record that is named in the store, then retry.',
  },
  'clarity.refused': {
    kind: 'rejected',
    title: 'The store understood the call and refused it.',
    remedy: 'Read what the store says, correct the record there, then retry.',
  },
  'clarity.data-refused': {
    kind: 'rejected',
    title: 'The store did not accept the data of the call.',
    remedy: 'Read what the store says and correct the field that is named; the log id leads to the store’s event log.',
  },
  'clarity.key-taken': {
    kind: 'conflict',
    title: 'Another active record of the store already carries this key.',
    remedy: 'Find the record with this key in the store, decide which one is right, and clear the other.',
  },
  'clarity.record-stale': {
    kind: 'conflict',
    title: 'The record was read too long ago to be written back whole.',
    remedy: 'Landbridge reads it again by itself.',
  },
  'clarity.record-changed': {
    kind: 'conflict',
    title: 'A field that was to be written was changed in the store after it was compared.',
    remedy: 'Compare both records anew; the flows of customers do it by themselves.',
  },
  'clarity.field-unreadable': {
    kind: 'rejected',
    title: 'A field of the store’s record is not what it should be, so the record was not used.',
    remedy: 'Correct the field in the store, or tell us if the store’s programme changed its form, then retry.',
  },
  'clarity.list-endless': {
    kind: 'rejected',
    title: 'The store’s list of payments did not come to an end, so nothing was added up.',
    remedy: 'Look whether the store gives the same page of payments again and again, and tell its team; then retry.',
  },

  // ---- orders that are not to be exported
  'clarity.order-inactive': {
    kind: 'rejected',
    title: 'The order is deactivated in the store.',
    remedy: 'Nothing, unless it was deactivated by mistake: then reactivate it in the store and retry.',
  },
  'clarity.order-void': {
    kind: 'rejected',
    title: 'The order is void in the store.',
    remedy: 'Nothing, unless it was voided by mistake: then correct its status in the store and retry.',
  },
  'clarity.order-is-master': {
    kind: 'rejected',
    title: 'The order stands for a group; its parts, one for each destination, are exported instead.',
    remedy: 'Nothing. To export masters instead of parts, change “grouped orders” of the connection.',
  },
  'clarity.order-is-part': {
    kind: 'rejected',
    title: 'The order is part of a group whose master is exported instead.',
    remedy: 'Nothing. To export parts instead of masters, change “grouped orders” of the connection.',
  },
  'clarity.order-empty': {
    kind: 'rejected',
    title: 'The order has no active lines.',
    remedy: 'Look at the order in the store: its lines may have been removed. Void it or add lines, then retry.',
  },
  'clarity.order-currencies-mixed': {
    kind: 'rejected',
    title: 'The lines of the order are in different currencies.',
    remedy: 'Split the order in the store, one order for each currency, then retry.',
  },
  'clarity.order-from-guest': {
    kind: 'rejected',
    title: 'The order is from a guest, and the connection is set to hold such orders.',
    remedy: 'Give the order an account in the store, or change “orders of guests” of the connection, then retry.',
  },
  'clarity.card-data-in-order': {
    kind: 'rejected',
    title: 'The order carries card data, and the connection is set to hold such orders.',
    remedy:
      'Remove the card data from the field that is named in the store, then retry. If it is something else, add the field to “fields that are no card numbers”.',
  },

  // ---- writing
  'clarity.order-has-other-key': {
    kind: 'conflict',
    title: 'The order already carries another number of the other system.',
    remedy: 'Look up both numbers: one web order must have one ERP order. Correct the key in the store, then retry.',
  },
  'clarity.account-incomplete': {
    kind: 'rejected',
    title: 'An account needs a name.',
    remedy: 'Enter the name in the system it comes from, then retry.',
  },
  'clarity.address-incomplete': {
    kind: 'rejected',
    title: 'An address needs a street and a country.',
    remedy: 'Complete the address in the system it comes from, then retry.',
  },
  'clarity.account-has-other-key': {
    kind: 'conflict',
    title: 'The account already carries another customer number.',
    remedy: 'Look up both numbers and decide which one is right. Correct the key in the store, then retry.',
  },
  'clarity.status-unknown': {
    kind: 'rejected',
    title: 'The status is not in the connection’s table of statuses; the store would make a new one of it.',
    remedy: 'Correct the status in the crosswalk, or add it to the connection’s statuses.',
  },
  'clarity.status-not-settable': {
    kind: 'rejected',
    title: 'This status follows from a payment or a split and cannot be set from outside.',
    remedy: 'Take another status in the crosswalk.',
  },
  'clarity.write-unconfirmed': {
    kind: 'uncertain',
    title: 'The store did not answer, and after several tries the change is still not there.',
    remedy: 'Look at the order in the store. If it shows the change, skip the step; if not, retry it.',
  },

  // ---- webhooks
  'clarity.webhook-incomplete': {
    kind: 'rejected',
    title: 'The webhook does not say which record it is about.',
    remedy: 'Have the sender give type and id, or set the paths of the connection to where they stand.',
  },
} as const satisfies ErrorTable;

export type ClarityErrorCode = keyof typeof CLARITY_ERRORS;

/** Builds a failure from {@link CLARITY_ERRORS}. */
export const clarityFailure = failureFrom(CLARITY_ERRORS);
