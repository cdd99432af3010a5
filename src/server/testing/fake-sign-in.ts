import type { Role } from '../../api/permissions.ts';
import type { User } from '../../api/types.ts';
import { refuse } from '../refusal.ts';
import type { SignedIn, SignIn } from '../sign-in/sign-in.ts';

export const USER_ID = '0190a1b2-0000-7000-8000-000000000001';
const NOW = '2026-11-21T10:00:00.000Z';

const USER: User = {
  id: USER_ID,
  name: 'Bob',
  email: 'bob@example.com',
  role: 'viewer',
  state: 'active',
  createdAt: NOW,
};

/** Sign-in without a database: a session is a cookie whose value is in `sessions`. */
export function fakeSignIn({ sessions }: { readonly sessions: ReadonlyMap<string, Role> }): SignIn {
  const signedIn = (key: string, role: Role): SignedIn => ({
    user: { id: `id-${role}`, name: `The ${role}`, email: `${role}@example.com`, role },
    expiresAt: Date.parse(NOW) + 60_000,
    cookies: [`landbridge=${key}; HttpOnly`],
  });
  return {
    current: (headers) => {
      const key = /landbridge=([\w-]+)/.exec(headers.get('cookie') ?? '')?.[1] ?? '';
      const role = sessions.get(key);
      return Promise.resolve(role === undefined ? undefined : { ...signedIn(key, role), cookies: [] });
    },
    signIn: ({ email, password }) =>
      Promise.resolve(
        password === 'right'
          ? signedIn('admin', 'admin')
          : refuse(email === 'locked' ? 'session.locked' : 'session.refused'),
      ),
    signOut: () => Promise.resolve(['landbridge=; Max-Age=0']),
    acceptWelcome: () => Promise.resolve(signedIn('admin', 'admin')),
    links: {
      forFirstAdmin: () => Promise.resolve(undefined),
      forUser: () => Promise.resolve({ path: '/welcome?token=t', validUntil: NOW }),
      check: () => Promise.resolve({ purpose: 'first-admin', role: 'admin', validUntil: NOW }),
      accept: () => Promise.resolve({ userId: USER_ID, email: 'a@example.com' }),
    },
    people: {
      list: () => Promise.resolve([USER]),
      get: (id) => Promise.resolve(id === USER_ID ? USER : undefined),
      findByEmail: () => Promise.resolve(USER),
      create: () => Promise.resolve({ ...USER, state: 'invited' }),
      setRole: (id, role) => Promise.resolve(id === USER_ID ? { ...USER, role } : refuse('user.not-found')),
      disable: () => Promise.resolve({ ...USER, state: 'disabled' }),
      enable: () => Promise.resolve(USER),
    },
  };
}
