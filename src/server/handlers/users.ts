import type { User } from '../../api/types.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Caller } from '../caller.ts';
import type { ServerDeps } from '../deps.ts';
import { refuse, Refusal } from '../refusal.ts';
import type { HandlersOf } from './types.ts';

/** People who may sign in. */
export function userHandlers(
  deps: ServerDeps,
): HandlersOf<'listUsers' | 'createUser' | 'setUserRole' | 'disableUser' | 'enableUser' | 'createUserLink'> {
  const { people, links } = deps.signIn;
  const note = (caller: Caller, action: string, id: string, detail: JsonObject = {}): Promise<void> =>
    deps.audit.append(deps.tenant, { by: caller.by, action: `user.${action}`, subject: `user ${id}`, detail });
  const settle = async (
    result: User | Refusal,
    caller: Caller,
    action: string,
    detail?: JsonObject,
  ): Promise<User | Refusal> => {
    if (!(result instanceof Refusal)) await note(caller, action, result.id, { email: result.email, ...detail });
    return result;
  };

  return {
    listUsers: async () => ({ items: await people.list() }),

    async createUser({ request: { body }, caller }) {
      const user = await settle(await people.create(body), caller, 'create', { role: body.role });
      return user instanceof Refusal ? user : { user, link: await links.forUser(user.id) };
    },

    setUserRole: async ({ request: { params, body }, caller }) =>
      await settle(await people.setRole(params.id, body.role), caller, 'set-role', { role: body.role }),
    disableUser: async ({ request: { params }, caller }) =>
      await settle(await people.disable(params.id), caller, 'disable'),
    enableUser: async ({ request: { params }, caller }) =>
      await settle(await people.enable(params.id), caller, 'enable'),

    async createUserLink({ request: { params }, caller }) {
      const user = await people.get(params.id);
      if (user === undefined) return refuse('user.not-found');
      await note(caller, 'link', user.id, { email: user.email });
      return await links.forUser(user.id);
    },
  };
}
