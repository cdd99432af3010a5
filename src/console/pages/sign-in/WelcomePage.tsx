import { Button, PasswordInput, TextInput } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { AnswerOf } from '../../../api/types.ts';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { ROLE_WORDS } from '../../words/roles.ts';
import { useGuard } from '../../parts/use-guard.ts';
import { DoorPage } from './DoorPage.tsx';
import styles from './DoorPage.module.css';
import { PASSWORD_MIN_LENGTH, passwordFault } from './password.ts';

const route = getRouteApi('/welcome');

type Welcome = AnswerOf<'checkWelcome'>;

const TITLES: Readonly<Record<Welcome['purpose'], string>> = {
  'first-admin': 'Welcome to Landbridge',
  'new-user': 'Welcome to Landbridge',
  'new-password': 'Set a new password',
};

function welcomeQuery(token: string) {
  return queryOptions({
    queryKey: ['welcome', token],
    queryFn: () => dataOf(client.checkWelcome({ body: { token } })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Where a one-time link leads: the first administrator, a new person, or somebody who lost the password. */
export function WelcomePage() {
  const { token = '' } = route.useSearch();
  const welcome = useQuery(welcomeQuery(token));
  if (!welcome.data) {
    return (
      <DoorPage title="Welcome to Landbridge">
        {welcome.error ? (
          <>
            <ErrorPanel error={welcome.error} />
            <p className={styles.help}>
              A link works once. <Link to="/sign-in">Sign in</Link> if you have used it already.
            </p>
          </>
        ) : (
          <Loading bars={[40, 40, 40]} what="your link" />
        )}
      </DoorPage>
    );
  }
  return <WelcomeForm token={token} welcome={welcome.data} />;
}

function WelcomeForm({ token, welcome }: { readonly token: string; readonly welcome: Welcome }) {
  const isFirst = welcome.purpose === 'first-admin';
  const [name, setName] = useState(welcome.name ?? '');
  const [email, setEmail] = useState(welcome.email ?? '');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const fault = passwordFault(password, [name, email]);
  const accept = useMutation({
    mutationFn: () =>
      dataOf(
        client.acceptWelcome({
          body: { token, password, ...(isFirst ? { name: name.trim(), email: email.trim() } : {}) },
        }),
      ),
    onSuccess: async (session) => {
      queries.clear();
      queries.setQueryData(KEYS.session, session);
      await navigate({ to: '/', search: {}, replace: true });
    },
  });
  const send = useGuard(() => accept.mutateAsync());
  return (
    <DoorPage title={TITLES[welcome.purpose]} lead={leadOf(welcome)}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (fault === undefined) send();
        }}
      >
        {isFirst ? (
          <TextInput
            label="Your name"
            name="name"
            autoComplete="name"
            required
            withAsterisk={false}
            autoFocus
            maxLength={100}
            size="md"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        ) : null}
        <TextInput
          label="E-mail address"
          description={isFirst ? 'You sign in with it.' : undefined}
          name="email"
          type="email"
          autoComplete="username"
          required={isFirst}
          withAsterisk={false}
          readOnly={!isFirst}
          maxLength={254}
          size="md"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          description={`At least ${PASSWORD_MIN_LENGTH} characters. A sentence is good; nothing else is asked for.`}
          name="new-password"
          autoComplete="new-password"
          required
          withAsterisk={false}
          size="md"
          value={password}
          error={tried ? fault : undefined}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {accept.error ? <ErrorPanel error={accept.error} /> : null}
        <Button type="submit" size="md" loading={accept.isPending}>
          {isFirst ? 'Create my account' : 'Set password and sign in'}
        </Button>
      </form>
    </DoorPage>
  );
}

function leadOf({ purpose, name, role }: Welcome): string {
  if (purpose === 'first-admin')
    return 'You are the first here, so you become its administrator. This link works once.';
  if (purpose === 'new-password') return `${name ?? 'You'} may choose a new password. Other sign-ins end.`;
  return `${name ? `${name}, choose` : 'Choose'} a password. Your role: ${ROLE_WORDS[role].name.toLowerCase()}.`;
}
