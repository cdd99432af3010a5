import { z } from '@hono/zod-openapi';
import { Timestamp } from './common.ts';
import { PERMISSIONS, ROLES } from './permissions.ts';
import { defineRoute } from './route.ts';

export const PASSWORD_MIN_LENGTH = 12;
const PASSWORD_MAX_LENGTH = 128;

/** Answer to "who am I, and what may I do". */
export const Session = z
  .object({
    user: z.object({
      id: z.string(),
      name: z.string(),
      email: z.string().optional().openapi({ description: 'Absent for tokens.' }),
      role: z.enum(ROLES),
    }),
    permissions: z.array(z.enum(PERMISSIONS)),
    expiresAt: Timestamp.optional().openapi({
      description: 'When the sign-in ends if nothing is done; absent for tokens.',
    }),
    environment: z.object({
      name: z.string().openapi({ example: 'sandbox' }),
      kind: z.enum(['sandbox', 'test', 'production']),
    }),
    version: z.string(),
  })
  .openapi('Session');

const Email = z.email().max(254);
const Password = z.string().min(PASSWORD_MIN_LENGTH).max(PASSWORD_MAX_LENGTH);
const WelcomeToken = z.string().min(20).max(200);

export const sessionRoutes = {
  getSession: defineRoute('getSession', { tag: 'session', summary: 'Who is signed in', answer: Session }),
  signIn: defineRoute('signIn', {
    tag: 'session',
    summary: 'Sign in with e-mail address and password; sets the cookie',
    body: z.object({ email: z.string().min(1).max(254), password: z.string().min(1).max(PASSWORD_MAX_LENGTH) }),
    answer: Session,
  }),
  signOut: defineRoute('signOut', { tag: 'session', summary: 'Sign out; the sign-in ends on the server' }),
  checkWelcome: defineRoute('checkWelcome', {
    tag: 'session',
    summary: 'Whom a one-time link is for',
    body: z.object({ token: WelcomeToken }),
    answer: z
      .object({
        purpose: z.enum(['first-admin', 'new-user', 'new-password']),
        role: z.enum(ROLES),
        name: z.string().optional(),
        email: z.string().optional(),
        validUntil: Timestamp,
      })
      .openapi('Welcome'),
  }),
  acceptWelcome: defineRoute('acceptWelcome', {
    tag: 'session',
    summary: 'Use a one-time link: set name, e-mail address and password, and be signed in',
    description: '`name` and `email` are needed for the first admin only; for others they stand already.',
    body: z.object({
      token: WelcomeToken,
      name: z.string().trim().min(1).max(100).optional(),
      email: Email.optional(),
      password: Password,
    }),
    answer: Session,
    status: 201,
  }),
} as const;
