import { createRow } from '../entities/write.ts';
import { entityNamed } from '../entities/all.ts';
import { type Members, textMember } from '../http/members.ts';
import { CodedError } from '../http/reply.ts';
import type { Shop } from '../shop.ts';
import type { EntityRow } from '../state/table.ts';
import type { CheckoutRequest } from './request.ts';

/** Who buys, and the contacts the order gets. */
export interface Buyer {
  account: EntityRow | undefined;
  user: EntityRow | undefined;
  billing: EntityRow | undefined;
  shipping: EntityRow | undefined;
}

/**
 * Finds the known buyer, makes the account of a new one, or takes a guest as they are. Throws a checkout error when the
 * named user does not exist or a new account lacks an e-mail address.
 */
export function findBuyer(shop: Shop, request: CheckoutRequest): Buyer {
  const user = knownUser(shop, request);
  if (user) return knownBuyer(shop, request, user);
  const billing = contactOf(shop, request.billing, 'Billing');
  const shipping = request.sameAsBilling ? billing : contactOf(shop, request.shipping, 'Shipping');
  return request.newAccount
    ? newBuyer(shop, request, billing, shipping)
    : { account: undefined, user, billing, shipping };
}

function knownUser(shop: Shop, request: CheckoutRequest): EntityRow | undefined {
  const users = shop.state.entity('User');
  if (request.newAccount || (request.userId === undefined && request.userName === undefined)) return undefined;
  const user = users.get(request.userId) ?? users.where('UserName', request.userName)[0];
  if (!user) throw new CodedError('checkout', 'The user of this checkout does not exist', 'WithUserInfo');
  return user;
}

/** A known buyer's addresses come from the account's address book unless the request brings others. */
function knownBuyer(shop: Shop, request: CheckoutRequest, user: EntityRow): Buyer {
  const { state } = shop;
  const account = state.entity('Account').get(user['AccountID'] as number | null);
  const book = account ? state.entity('AccountContact').where('MasterID', account.ID) : [];
  const fromBook = (flag: string): EntityRow | undefined => {
    const entry = book.find((row) => row.Active && row[flag] === true);
    return state.entity('Contact').get(entry?.['SlaveID'] as number | undefined);
  };
  const billing = contactOf(shop, request.billing, 'Billing') ?? fromBook('IsBilling');
  const shipping = contactOf(shop, request.shipping, 'Shipping') ?? fromBook('IsPrimary') ?? billing;
  return { account, user, billing, shipping };
}

function newBuyer(
  shop: Shop,
  request: CheckoutRequest,
  billing: EntityRow | undefined,
  shipping: EntityRow | undefined,
): Buyer {
  const { state } = shop;
  const email = request.billing ? textMember(request.billing, 'Email1') : undefined;
  if (!email) throw new CodedError('checkout', 'A new account needs an e-mail address', 'Billing.Email1');
  const name = [billing?.['FirstName'], billing?.['LastName']].filter(Boolean).join(' ');
  const account = createRow(state, entityNamed('Account'), {
    Name: request.companyName || name,
    Email: email,
    CreditCurrencyKey: request.currency ?? 'USD',
    TypeKey: request.companyName ? 'ORGANIZATION' : 'CUSTOMER',
  });
  const user = createRow(state, entityNamed('User'), {
    UserName: request.userName ?? email,
    Email: email,
    DisplayName: name,
    AccountID: account.ID,
    ContactID: billing?.ID,
  });
  for (const contact of new Set([billing, shipping])) {
    if (!contact) continue;
    createRow(state, entityNamed('AccountContact'), {
      Name: contact === billing ? 'Billing' : 'Shipping',
      MasterID: account.ID,
      SlaveID: contact.ID,
      IsBilling: contact === billing,
      IsPrimary: contact === shipping,
    });
  }
  const actor = { actor: email, byIntegration: false };
  shop.announce({ type: 'customer.created', entity: 'Account', id: account.ID, ...actor });
  return { account, user, billing, shipping };
}

/** A contact row from what the shopper typed; card-like members do not exist in it. */
export function contactOf(shop: Shop, typed: Members | undefined, typeKey: string): EntityRow | undefined {
  return typed && createRow(shop.state, entityNamed('Contact'), { TypeKey: typeKey, ...typed, ID: undefined });
}
