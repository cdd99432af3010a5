import { getMigrations } from 'better-auth/db/migration';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../store/test-database.ts';
import { Refusal } from '../refusal.ts';
import { authOptions } from './auth-options.ts';
import { createSignIn, type SignedIn, type SignIn } from './sign-in.ts';

const password = 'correct horse battery 7';
const email = 'ann@example.com';
let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.connectionString });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  await pool.query('TRUNCATE users, welcome_links, sign_in_tries CASCADE');
});

function signInWith(options: { idleMs?: number; absoluteMs?: number; secure?: boolean } = {}): SignIn {
  return createSignIn({ pool, tenant: 'acme', secret: 'k'.repeat(43), secure: false, ...options });
}

const tokenOf = (path: string): string => path.slice('/welcome?token='.length);

/** The request headers of a browser that keeps the given answer's cookies. */
function browser(signedIn: { cookies: readonly string[] }): Headers {
  return new Headers({ cookie: signedIn.cookies.map((cookie) => cookie.split(';')[0]).join('; ') });
}

function good<T>(result: T | Refusal): T {
  if (result instanceof Refusal) throw new Error(result.failure.message);
  return result;
}
const codeOf = (result: unknown): string => (result instanceof Refusal ? result.failure.code : 'no refusal');

async function firstAdmin(signIn: SignIn): Promise<SignedIn> {
  const link = await signIn.links.forFirstAdmin();
  const request = { token: tokenOf(link?.path ?? ''), name: 'Ann', email: 'Ann@Example.com ', password };
  return good(await signIn.acceptWelcome(request, '127.0.0.1', new Headers()));
}

describe('tables', () => {
  test('are those that better-auth expects', async () => {
    const hash = { hashPassword: () => Promise.resolve(''), verifyPassword: () => Promise.resolve(true) };
    const options = authOptions({ tenant: 'acme', secret: 'k'.repeat(43), secure: false, idleMs: 60_000, ...hash });
    const migrations = await getMigrations({ ...options, database: pool });
    expect(migrations.toBeCreated.map((table) => table.table)).toEqual([]);
    expect(migrations.toBeAdded.map((table) => [table.table, Object.keys(table.fields)])).toEqual([]);
  });
});

describe('one-time link', () => {
  test('makes the first admin once, and signs in', async () => {
    const signIn = signInWith();
    const link = await signIn.links.forFirstAdmin();
    expect(link?.path).toMatch(/^\/welcome\?token=[\w-]{43}$/);
    const token = tokenOf(link?.path ?? '');
    expect(await signIn.links.check(token)).toMatchObject({ purpose: 'first-admin', role: 'admin' });
    const request = { token, name: 'Ann', email, password };
    const signedIn = good(await signIn.acceptWelcome(request, '127.0.0.1', new Headers()));
    expect(signedIn.user).toMatchObject({ name: 'Ann', email, role: 'admin' });
    expect(codeOf(await signIn.acceptWelcome(request, '127.0.0.1', new Headers()))).toBe('welcome.gone');
    expect(codeOf(await signIn.links.check(token))).toBe('welcome.gone');
    expect(await signIn.links.forFirstAdmin()).toBeUndefined();
  });

  test('two used at the same moment make one admin', async () => {
    const signIn = signInWith();
    const links = await Promise.all([signIn.links.forFirstAdmin(), signIn.links.forFirstAdmin()]);
    const results = await Promise.all(
      links.map((link, index) =>
        signIn.links.accept({ token: tokenOf(link?.path ?? ''), name: 'A', email: `a${index}@example.com`, password }),
      ),
    );
    expect(results.map(codeOf).toSorted()).toEqual(['no refusal', 'welcome.gone']);
  });

  test('is stored as a hash, ends after its time, and stays usable when the password is refused', async () => {
    const signIn = signInWith();
    const token = tokenOf((await signIn.links.forFirstAdmin())?.path ?? '');
    const { rows } = await pool.query<{ token_hash: string }>('SELECT * FROM welcome_links');
    expect(JSON.stringify(rows)).not.toContain(token);
    const weak = { token, name: 'Ann', email, password: 'passwordpassword' };
    expect(codeOf(await signIn.acceptWelcome(weak, '::1', new Headers()))).toBe('password.weak');
    expect(codeOf(await signIn.links.accept({ token, password }))).toBe('welcome.incomplete');
    expect(codeOf(await signIn.links.check(token))).toBe('no refusal');
    await pool.query("UPDATE welcome_links SET valid_until = now() - interval '1 second'");
    expect(codeOf(await signIn.links.check(token))).toBe('welcome.gone');
    expect(codeOf(await signIn.acceptWelcome({ ...weak, password }, '::1', new Headers()))).toBe('welcome.gone');
  });
});

describe('sign-in', () => {
  test('S19: has a new id each time, ends on the server, and its token is stored as a hash only', async () => {
    const signIn = signInWith();
    const first = await firstAdmin(signIn);
    const old = browser(first);
    expect((await signIn.current(old, { refresh: true }))?.user.email).toBe(email);
    const second = good(await signIn.signIn({ email, password, address: '::1', headers: old }));
    expect(second.cookies.join()).not.toBe(first.cookies.join());
    expect(await signIn.current(old, { refresh: true })).toBeUndefined();
    const { rows } = await pool.query<{ token: string; ip_address: string }>('SELECT * FROM sign_ins');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.token).toMatch(/^[0-9a-f]{64}$/);
    const cookieToken =
      decodeURIComponent(browser(second).get('cookie') ?? '')
        .split('=')[1]
        ?.split('.')[0] ?? '';
    expect(cookieToken.length).toBeGreaterThan(20);
    expect(JSON.stringify(rows)).not.toContain(cookieToken);
    const clearing = await signIn.signOut(browser(second));
    expect(clearing.join()).toMatch(/Max-Age=0/i);
    expect(await signIn.current(browser(second), { refresh: true })).toBeUndefined();
  });

  test('S19: cookies are HttpOnly and SameSite=Lax; behind https Secure and bound to the host', async () => {
    const { cookies } = await firstAdmin(signInWith());
    expect(cookies.join()).toMatch(/^landbridge=[^;]+;.*HttpOnly.*SameSite=Lax/i);
    const secure = good(
      await signInWith({ secure: true }).signIn({ email, password, address: '::1', headers: new Headers() }),
    );
    expect(secure.cookies.join()).toMatch(/^__Host-landbridge=[^;]+;(?=.*Path=\/)(?=.*Secure)(?=.*HttpOnly)/i);
    expect(secure.cookies.join()).not.toMatch(/Domain=/i);
  });

  test('a changed cookie and a token from the database are worth nothing', async () => {
    const signIn = signInWith();
    const cookie = browser(await firstAdmin(signIn)).get('cookie') ?? '';
    const { rows } = await pool.query<{ token: string }>('SELECT token FROM sign_ins');
    for (const forged of [cookie.replace(/.$/, 'x'), `landbridge=${rows[0]?.token}`, 'landbridge=x.y', 'landbridge=']) {
      expect(await signIn.current(new Headers({ cookie: forged }), { refresh: true })).toBeUndefined();
    }
  });

  test('ends when idle, and after its absolute life however busy it is', async () => {
    const headers = browser(await firstAdmin(signInWith()));
    expect(await signInWith({ absoluteMs: 1 }).current(headers, { refresh: true })).toBeUndefined();
    const again = good(await signInWith().signIn({ email, password, address: '::1', headers: new Headers() }));
    await pool.query("UPDATE sign_ins SET expires_at = now() - interval '1 second'");
    expect(await signInWith().current(browser(again), { refresh: true })).toBeUndefined();
  });

  test('looking without refresh does not count as activity', async () => {
    const signIn = signInWith();
    const headers = browser(await firstAdmin(signIn));
    await pool.query("UPDATE sign_ins SET expires_at = now() + interval '5 minutes'");
    const expiry = async () => (await pool.query<{ at: Date }>('SELECT expires_at AS at FROM sign_ins')).rows[0]?.at;
    const before = await expiry();
    await signIn.current(headers, { refresh: false });
    expect(await expiry()).toEqual(before);
    expect((await signIn.current(headers, { refresh: true }))?.cookies.join()).toMatch(/^landbridge=/);
    expect((await expiry())?.getTime()).toBeGreaterThan((before?.getTime() ?? 0) + 60_000);
  });

  test('S10: wrong password, unknown person and disabled person get the same answer', async () => {
    const signIn = signInWith();
    await firstAdmin(signIn);
    const bob = good(await signIn.people.create({ name: 'Bob', email: 'bob@example.com', role: 'viewer' }));
    const link = await signIn.links.forUser(bob.id);
    good(await signIn.links.accept({ token: tokenOf(link.path), password }));
    good(await signIn.people.disable(bob.id));
    const answers = [];
    for (const [who, what] of [
      [email, 'wrong horse battery 7'],
      ['nobody@example.com', password],
      ['bob@example.com', password],
      ['not an address', password],
    ] as const) {
      const answer = await signIn.signIn({ email: who, password: what, address: '::1', headers: new Headers() });
      answers.push(answer instanceof Refusal ? answer.failure : answer);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ code: 'session.refused' });
  });

  test('S10: ten tries, then the account is locked, also for the right password and in parallel', async () => {
    const signIn = signInWith();
    await firstAdmin(signIn);
    const attempt = (given: string) =>
      signIn.signIn({ email, password: given, address: '::1', headers: new Headers() });
    const results = await Promise.all(Array.from({ length: 12 }, () => attempt('wrong horse battery 7')));
    const codes = results.map(codeOf);
    expect(codes.filter((code) => code === 'session.refused')).toHaveLength(10);
    const locked = await attempt(password);
    expect(locked).toMatchObject({ failure: { code: 'session.locked' } });
    expect((locked as Refusal).details.retryAfterSeconds).toBeGreaterThan(1_700);
    await pool.query("UPDATE sign_in_tries SET locked_until = now() - interval '1 second'");
    expect(codeOf(await attempt(password))).toBe('no refusal');
  });

  test('S10: spraying over many accounts from one address is slowed', async () => {
    const signIn = signInWith();
    await pool.query("INSERT INTO sign_in_tries VALUES ('acme', 'address:10.0.0.9', 60, now())");
    const request = { email: 'x@example.com', password, headers: new Headers() };
    expect(codeOf(await signIn.signIn({ ...request, address: '10.0.0.9' }))).toBe('session.locked');
    expect(codeOf(await signIn.signIn({ ...request, address: '10.0.0.8' }))).toBe('session.refused');
  });
});

describe('people', () => {
  test('S11: a new role or being disabled ends sign-ins at once; the last admin stays', async () => {
    const signIn = signInWith();
    const ann = await firstAdmin(signIn);
    expect(codeOf(await signIn.people.disable(ann.user.id))).toBe('user.last-admin');
    expect(codeOf(await signIn.people.setRole(ann.user.id, 'viewer'))).toBe('user.last-admin');
    const bob = good(await signIn.people.create({ name: 'Bob', email: 'Bob@example.com', role: 'admin' }));
    expect(bob).toMatchObject({ state: 'invited', email: 'bob@example.com' });
    expect(codeOf(await signIn.people.setRole(ann.user.id, 'viewer'))).toBe('user.last-admin');
    const link = await signIn.links.forUser(bob.id);
    const request = { token: tokenOf(link.path), password };
    good(await signIn.acceptWelcome(request, '::1', new Headers()));
    expect(good(await signIn.people.setRole(ann.user.id, 'viewer'))).toMatchObject({ role: 'viewer' });
    expect(await signIn.current(browser(ann), { refresh: true })).toBeUndefined();
    const again = good(await signIn.signIn({ email, password, address: '::1', headers: new Headers() }));
    expect(again.user.role).toBe('viewer');
    expect(good(await signIn.people.disable(ann.user.id)).state).toBe('disabled');
    expect(await signIn.current(browser(again), { refresh: true })).toBeUndefined();
    expect(codeOf(await signIn.people.create({ name: 'B', email: 'BOB@example.com', role: 'viewer' }))).toBe(
      'user.email-taken',
    );
  });

  test('two admins who disable each other at the same moment leave one', async () => {
    const signIn = signInWith();
    const ann = await firstAdmin(signIn);
    const bob = good(await signIn.people.create({ name: 'Bob', email: 'bob@example.com', role: 'admin' }));
    good(await signIn.links.accept({ token: tokenOf((await signIn.links.forUser(bob.id)).path), password }));
    const results = await Promise.all([signIn.people.disable(ann.user.id), signIn.people.disable(bob.id)]);
    expect(results.map(codeOf).toSorted()).toEqual(['no refusal', 'user.last-admin']);
  });

  test('a new link ends the one before, and its use ends old sign-ins and locks', async () => {
    const signIn = signInWith();
    const ann = await firstAdmin(signIn);
    const [first, second] = [await signIn.links.forUser(ann.user.id), await signIn.links.forUser(ann.user.id)];
    expect(codeOf(await signIn.links.check(tokenOf(first.path)))).toBe('welcome.gone');
    expect(await signIn.links.check(tokenOf(second.path))).toMatchObject({ purpose: 'new-password', email });
    await signIn.acceptWelcome(
      { token: tokenOf(second.path), password: 'another horse battery 8' },
      '::1',
      new Headers(),
    );
    expect(await signIn.current(browser(ann), { refresh: true })).toBeUndefined();
    const old = await signIn.signIn({ email, password, address: '::1', headers: new Headers() });
    expect(codeOf(old)).toBe('session.refused');
  });

  test('another tenant sees nothing', async () => {
    const ann = await firstAdmin(signInWith());
    const other = createSignIn({ pool, tenant: 'other', secret: 'k'.repeat(43), secure: false });
    expect(await other.people.list()).toEqual([]);
    expect(await other.people.get(ann.user.id)).toBeUndefined();
    expect(await other.current(browser(ann), { refresh: true })).toBeUndefined();
    expect(codeOf(await other.people.disable(ann.user.id))).toBe('user.not-found');
  });
});
