import type { ServerDeps } from '../deps.ts';
import { refuse } from '../refusal.ts';
import type { HandlersOf } from './types.ts';

/** Customers over both systems. */
export function customerHandlers(deps: ServerDeps): HandlersOf<'listCustomers' | 'getCustomer'> {
  const { tenant, customers } = deps;
  return {
    async listCustomers({ request: { query } }) {
      return { items: await customers.find(tenant, query.search?.trim() || undefined) };
    },
    async getCustomer({ request: { params } }) {
      const view = await customers.view(tenant, params.connection, params.id);
      if (!view) return refuse('customer.not-found', { record: `customer ${params.id} of ${params.connection}` });
      const links = view.links.map((note) => ({ ...note, at: new Date(note.at).toISOString() }));
      return { ...view, links };
    },
  };
}
