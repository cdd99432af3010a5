import { type Difference, heldIn, plain, type Worlds } from './model.ts';

/** Digits only, without the zeros of an international prefix. */
const digits = (phone: string): string => phone.replace(/\D/g, '').replace(/^00/, '');

/** Fields on which account and customer are to agree, in the width that M3 has for them. */
export function compareCustomers(worlds: Worlds): Difference[] {
  const { store, m3 } = worlds;
  const held = heldIn(worlds, 'customers-to-m3', 'customers-to-store');
  const customers = new Map(m3.customers.map((customer) => [customer.customerNumber, customer]));
  return store.accounts.flatMap((account): Difference[] => {
    const customer = customers.get(account.key ?? '');
    if (!customer || !account.active || held.has(account.key ?? '')) return [];
    const pairs: readonly (readonly [field: string, store: string, m3: string])[] = [
      ['name', plain(account.name, 36), plain(customer.name, 36)],
      [
        'e-mail',
        plain(account.email || account.contactEmail, 50).toUpperCase(),
        plain(customer.email, 50).toUpperCase(),
      ],
      ['telephone', digits(account.phone || account.contactPhone).slice(0, 15), digits(customer.phone).slice(0, 15)],
      ['VAT number', plain(account.vatNumber).toUpperCase(), plain(customer.vatNumber).toUpperCase()],
      ['street', plain(account.street1, 36).toUpperCase(), plain(customer.street, 36).toUpperCase()],
      ['city', plain(account.city, 20).toUpperCase(), plain(customer.city, 20).toUpperCase()],
      ['postal code', plain(account.postalCode).replaceAll(' ', ''), plain(customer.postalCode).replaceAll(' ', '')],
    ];
    return pairs
      .filter(([, left, right]) => left !== right)
      .map(([field, left, right]) => ({
        kind: 'customers',
        key: account.key ?? '',
        what: `${field} is "${left}" in the store, "${right}" in M3`,
      }));
  });
}
