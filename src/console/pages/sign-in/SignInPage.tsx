import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { client, dataOf } from '../../data/client.ts';
import { KEYS } from '../../data/queries.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { safePath } from '../../app/search-text.ts';
import { useGuard } from '../../parts/use-guard.ts';
import { DoorPage } from './DoorPage.tsx';
import styles from './DoorPage.module.css';

const route = getRouteApi('/sign-in');

/** Sign-in with e-mail address and password; password managers and pasting work. */
export function SignInPage() {
  const { next } = route.useSearch();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const queries = useQueryClient();
  const router = useRouter();
  const signIn = useMutation({
    mutationFn: () => dataOf(client.signIn({ body: { email: email.trim(), password } })),
    onSuccess: (session) => {
      queries.clear();
      queries.setQueryData(KEYS.session, session);
      router.history.replace(safePath(next));
    },
  });
  const send = useGuard(() => signIn.mutateAsync());
  return (
    <DoorPage title="Sign in">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <TextInput
          label="E-mail address"
          name="email"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
          size="md"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {signIn.error ? <ErrorPanel error={signIn.error} /> : null}
        <Button type="submit" size="md" loading={signIn.isPending}>
          Sign in
        </Button>
        <p className={styles.help}>
          First time here? The server printed a one-time link when it started. Password forgotten? An administrator can
          give you a new link.
        </p>
      </form>
    </DoorPage>
  );
}
