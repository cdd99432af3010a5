import { z } from '@hono/zod-openapi';
import { Timestamp } from './common.ts';
import { ROLES } from './permissions.ts';
import { defineRoute } from './route.ts';

export const User = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(ROLES),
    state: z.enum(['active', 'invited', 'disabled']),
    createdAt: Timestamp,
    lastSignInAt: Timestamp.optional(),
  })
  .openapi('User');

/** A one-time link to hand to a person. It is told once and cannot be read again. */
export const WelcomeLink = z
  .object({ path: z.string().openapi({ example: '/welcome?token=…' }), validUntil: Timestamp })
  .openapi('WelcomeLink');

const userId = z.object({ id: z.uuid() });

export const userRoutes = {
  listUsers: defineRoute('listUsers', {
    tag: 'users',
    summary: 'All people who may sign in',
    answer: z.object({ items: z.array(User) }).openapi('UserList'),
  }),
  createUser: defineRoute('createUser', {
    tag: 'users',
    summary: 'Add a person; they set their password by the one-time link in the answer',
    body: z
      .object({ name: z.string().trim().min(1).max(100), email: z.email().max(254), role: z.enum(ROLES) })
      .strict(),
    answer: z.object({ user: User, link: WelcomeLink }).openapi('NewUser'),
    status: 201,
  }),
  setUserRole: defineRoute('setUserRole', {
    tag: 'users',
    summary: 'Give a person another role; their sign-ins end',
    params: userId,
    body: z.object({ role: z.enum(ROLES) }).strict(),
    answer: User,
  }),
  disableUser: defineRoute('disableUser', {
    tag: 'users',
    summary: 'Keep a person out; their sign-ins end',
    params: userId,
    body: z.object({}),
    answer: User,
  }),
  enableUser: defineRoute('enableUser', {
    tag: 'users',
    summary: 'Let a person in again',
    params: userId,
    body: z.object({}),
    answer: User,
  }),
  createUserLink: defineRoute('createUserLink', {
    tag: 'users',
    summary: 'A new one-time link by which the person sets a password',
    params: userId,
    body: z.object({}),
    answer: WelcomeLink,
    status: 201,
  }),
} as const;
