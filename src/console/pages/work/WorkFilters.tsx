import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { changed } from '../../app/search-text.ts';
import { flowsQuery } from '../../data/queries.ts';
import { useMay, useSession } from '../../data/session.ts';
import { workPeopleQuery } from '../../data/work-queries.ts';
import { StateMark } from '../../parts/StateMark.tsx';
import styles from '../orders/OrderFilters.module.css';
import { STATE_CHOICES, type WorkSearch } from './words.ts';

const route = getRouteApi('/frame/work');

/** Which work is shown. Each choice is a new address, so that a link to it can be sent to somebody. */
export function WorkFilters({ search }: { readonly search: WorkSearch }) {
  const navigate = route.useNavigate();
  const set = (change: WorkSearch) =>
    void navigate({ search: (before) => changed(before, { cause: undefined, ...change }) });
  const mayAssign = useMay('work.assign');
  const me = useSession()?.user.email;
  const people = useQuery({ ...workPeopleQuery, enabled: mayAssign }).data ?? [];
  const flows = useQuery(flowsQuery).data ?? [];
  const [text, setText] = useState(search.q ?? '');
  const owners = [
    { value: '', label: 'Everybody' },
    { value: 'me', label: 'Mine' },
    { value: 'nobody', label: 'Nobody’s' },
    ...people.filter(({ email }) => email !== me).map(({ name, email }) => ({ value: email, label: name })),
  ];
  const owner = search.owner ?? '';
  return (
    <div className={styles.filters}>
      <nav className={styles.chips} aria-label="States">
        <Chip on={search.state === undefined} search={changed(search, { state: undefined, cause: undefined })}>
          All
        </Chip>
        {STATE_CHOICES.map((state) => (
          <Chip key={state} on={search.state === state} search={changed(search, { state, cause: undefined })}>
            <StateMark state={state} />
          </Chip>
        ))}
      </nav>
      <div className={styles.selects}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            set({ q: text.trim() });
          }}
        >
          <TextInput
            aria-label="Find in the work list"
            placeholder="Number, e-mail, name"
            w={190}
            leftSection={<IconSearch size={15} aria-hidden />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </form>
        <Select
          aria-label="Whose"
          w={140}
          data={owners.some(({ value }) => value === owner) ? owners : [...owners, { value: owner, label: owner }]}
          value={owner}
          allowDeselect={false}
          onChange={(next) => set({ owner: next ?? '' })}
        />
        <Select
          aria-label="Flow"
          w={170}
          data={[
            { value: '', label: 'Every flow' },
            ...flows.map(({ flow, title }) => ({ value: flow, label: title })),
          ]}
          value={search.flow ?? ''}
          allowDeselect={false}
          onChange={(flow) => set({ flow: flow ?? '' })}
        />
        <Select
          aria-label="Resting"
          w={150}
          data={[
            { value: '', label: 'Not resting' },
            { value: 'only', label: 'Resting' },
            { value: 'also', label: 'Resting or not' },
          ]}
          value={search.snoozed ?? ''}
          allowDeselect={false}
          onChange={(snoozed) => set({ snoozed: snoozed ?? '' })}
        />
      </div>
      {search.q || search.queue || search.code ? (
        <div className={styles.extras}>
          {(['q', 'queue', 'code'] as const).map((name) =>
            search[name] ? (
              <Link
                key={name}
                to="/work"
                search={changed(search, { [name]: undefined })}
                onClick={() => {
                  if (name === 'q') setText('');
                }}
              >
                {name === 'q' ? 'found by' : name} {search[name]} <IconX size={14} aria-label="Take this filter off" />
              </Link>
            ) : null,
          )}
        </div>
      ) : null}
    </div>
  );
}

function Chip({ on, search, children }: { on: boolean; search: WorkSearch; children: React.ReactNode }) {
  return (
    <Link to="/work" search={search} className={styles.chip} data-on={on || undefined} aria-current={on || undefined}>
      {children}
    </Link>
  );
}
