import { Button, Select } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { User } from '../../../api/types.ts';
import { usersQuery } from '../../data/queries.ts';
import { useSession } from '../../data/session.ts';
import { ErrorPanel } from '../../parts/ErrorPanel.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { When } from '../../parts/When.tsx';
import { plural } from '../../words/amount.ts';
import { ROLE_WORDS } from '../../words/roles.ts';
import { AddPersonDialog } from './AddPersonDialog.tsx';
import { ConfirmDialog, type Question } from './ConfirmDialog.tsx';
import { LinkDialog, type NewLink } from './LinkDialog.tsx';
import styles from './PeoplePart.module.css';
import { usePeopleVerbs } from './use-people-verbs.ts';

const ROLES = (['viewer', 'operator', 'admin'] as const).map((role) => ({ value: role, label: ROLE_WORDS[role].name }));
const STATE_WORDS: Readonly<Record<User['state'], string>> = {
  active: 'Active',
  invited: 'Invited',
  disabled: 'Kept out',
};

/** Who may sign in, and what they may do. */
export function PeoplePart() {
  const users = useQuery(usersQuery);
  const me = useSession()?.user.id;
  const [adding, setAdding] = useState(false);
  const [link, setLink] = useState<NewLink>();
  const [question, setQuestion] = useState<Question>();
  const verbs = usePeopleVerbs(setLink);

  return (
    <Panel
      title="People"
      note={users.data ? plural(users.data.length, 'person', 'people') : undefined}
      actions={
        <Button leftSection={<IconUserPlus size={16} />} onClick={() => setAdding(true)}>
          Add a person
        </Button>
      }
      flush
    >
      {users.error ? <ErrorPanel error={users.error} onRetry={() => void users.refetch()} /> : null}
      {verbs.error ? <ErrorPanel error={verbs.error} /> : null}
      {users.isPending ? <Loading bars={[36, 36]} what="people" /> : null}
      <ul className={styles.people}>
        {users.data?.map((user) => (
          <li key={user.id} className={styles.person} data-state={user.state}>
            <div className={styles.who}>
              <strong>
                {user.name} {user.id === me ? <span className={styles.me}>you</span> : null}
              </strong>
              <span>{user.email}</span>
            </div>
            <span className={styles.seen}>
              {STATE_WORDS[user.state]}
              {user.lastSignInAt ? (
                <>
                  , signed in <When at={user.lastSignInAt} />
                </>
              ) : null}
            </span>
            <Select
              aria-label={`Role of ${user.name}`}
              w={160}
              data={ROLES}
              value={user.role}
              allowDeselect={false}
              disabled={user.id === me}
              onChange={(role) => {
                if (role === null || role === user.role) return;
                setQuestion({
                  title: `Make ${user.name} ${ROLE_WORDS[role].name.toLowerCase()}?`,
                  effect: `${ROLE_WORDS[role].may} Their present sign-ins end.`,
                  verb: 'Change the role',
                  act: () => verbs.setRole({ id: user.id, role }),
                });
              }}
            />
            <div className={styles.verbs}>
              <Button variant="default" size="xs" onClick={() => verbs.createLink(user)}>
                New link
              </Button>
              {user.state === 'disabled' ? (
                <Button variant="default" size="xs" onClick={() => verbs.enable(user.id)}>
                  Let in
                </Button>
              ) : (
                <Button
                  variant="default"
                  size="xs"
                  disabled={user.id === me}
                  onClick={() =>
                    setQuestion({
                      title: `Keep ${user.name} out?`,
                      effect: 'They cannot sign in any more, and their present sign-ins end. It can be taken back.',
                      verb: 'Keep out',
                      act: () => verbs.disable(user.id),
                    })
                  }
                >
                  Keep out
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {adding ? <AddPersonDialog onClose={() => setAdding(false)} onAdded={setLink} /> : null}
      {link ? <LinkDialog link={link} onClose={() => setLink(undefined)} /> : null}
      {question ? <ConfirmDialog question={question} onClose={() => setQuestion(undefined)} /> : null}
    </Panel>
  );
}
