import { Menu, useMantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconDeviceDesktop, IconKeyboard, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { client, dataOf, problemOf } from '../data/client.ts';
import { useSession } from '../data/session.ts';
import { ROLE_WORDS } from '../words/roles.ts';
import styles from './SessionMenu.module.css';
import { showKeys } from './use-global-keys.ts';

const LOOKS = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'As the system', icon: IconDeviceDesktop },
] as const;

/** Who is signed in, how the console looks, and the way out. */
export function SessionMenu() {
  const session = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  // Keeping transitions avoids a style element, which the content security policy would refuse.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const leave = async () => {
    notifications.clean();
    await navigate({ to: '/sign-in', search: {} });
    queries.clear();
  };
  const signOut = useMutation({
    mutationFn: () => dataOf(client.signOut()),
    onSuccess: leave,
    onError: async (error) => {
      const { status, detail } = problemOf(error);
      // Nobody is signed in any more: just what was asked for.
      if (status === 401) return await leave();
      notifications.show({
        id: 'still-signed-in',
        title: 'You are still signed in',
        message: `${detail} Try again: until then, whoever uses this browser goes on as you.`,
        color: 'red',
        autoClose: false,
      });
    },
  });
  if (!session) return null;
  const { user } = session;
  return (
    <Menu position="right-end" width={240} shadow="md" withinPortal>
      <Menu.Target>
        <button type="button" className={styles.person} aria-label={`Signed in as ${user.name}`}>
          <span className={styles.initials} aria-hidden>
            {initialsOf(user.name)}
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={styles.who}>
          <strong>{user.name}</strong>
          {user.email ? <span>{user.email}</span> : null}
          <span>{ROLE_WORDS[user.role].name}</span>
        </div>
        <Menu.Divider />
        <Menu.Label>Look</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(look) => setColorScheme(LOOKS.find((one) => one.value === look)?.value ?? 'auto')}
        >
          {LOOKS.map(({ value, label, icon: Icon }) => (
            <Menu.RadioItem key={value} value={value} rightSection={<Icon size={16} aria-hidden />}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} rightSection={<kbd>?</kbd>} onClick={showKeys}>
          Keyboard
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Up to two letters for a name: first and last word. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => firstLetter(word ?? ''));
  return letters.join('').toUpperCase() || '?';
}

function firstLetter(word: string): string {
  const code = word.codePointAt(0);
  return code === undefined ? '' : String.fromCodePoint(code);
}
