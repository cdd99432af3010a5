import { Combobox, Loader, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { RunSummary } from '../../api/types.ts';
import { suggestionsQuery } from '../data/queries.ts';
import { FoundBy } from '../parts/FoundBy.tsx';
import { StateMark } from '../parts/StateMark.tsx';
import { customerOf, nameOf } from '../words/facts.ts';
import { shownState } from '../words/states.ts';
import styles from './SearchBox.module.css';

const PAUSE_MS = 160;
const ALL = '\u0000all';

/** Takes any number, e-mail, name or word: shows the best hits while typing, what is exactly meant first; all on Enter. */
export function SearchBox() {
  const inUrl = useSearch({ strict: false, select: (search) => search.q ?? '' });
  // Another address, another beginning: what was typed and not searched for is forgotten.
  return <Box key={inUrl} inUrl={inUrl} />;
}

function Box({ inUrl }: { readonly inUrl: string }) {
  const path = useLocation({ select: (location) => location.pathname });
  const [text, setText] = useState(inUrl);
  const [wanted] = useDebouncedValue(text.trim(), PAUSE_MS);
  const navigate = useNavigate();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const hits = useQuery(suggestionsQuery(wanted));
  const shown = wanted.length >= 2 ? (hits.data ?? []) : [];

  const toList = () => {
    combobox.closeDropdown();
    const q = text.trim();
    void navigate({ to: '/orders', search: (before) => (path === '/orders' ? { ...before, q } : { q }) });
  };
  const choose = (value: string) => {
    if (value === ALL) return toList();
    combobox.closeDropdown();
    setText(inUrl);
    void navigate({ to: '/runs/$id', params: { id: value }, search: {} });
  };

  return (
    <search className={styles.search}>
      <Combobox store={combobox} onOptionSubmit={choose} withinPortal>
        <Combobox.Target withAriaAttributes>
          <TextInput
            id="find"
            aria-label="Find an order by any number, e-mail or name"
            placeholder="Find number, e-mail, name"
            leftSection={<IconSearch size={16} aria-hidden />}
            rightSection={hits.isFetching && wanted ? <Loader size={14} /> : <kbd className={styles.key}>/</kbd>}
            value={text}
            autoComplete="off"
            spellCheck={false}
            classNames={{ input: styles.input ?? '' }}
            onChange={(event) => {
              setText(event.currentTarget.value);
              combobox.resetSelectedOption();
              combobox.openDropdown();
            }}
            onFocus={() => text.trim().length >= 2 && combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && combobox.getSelectedOptionIndex() < 0) toList();
              if (event.key === 'Escape') {
                setText('');
                event.currentTarget.blur();
              }
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={wanted.length < 2}>
          <Combobox.Options>
            {shown.map((run) => (
              <Combobox.Option key={run.id} value={run.id}>
                <Hit run={run} />
              </Combobox.Option>
            ))}
            {shown.length > 0 ? (
              <Combobox.Option value={ALL}>
                <span className={styles.all}>All that match “{wanted}”</span>
              </Combobox.Option>
            ) : null}
            {shown.length === 0 && !hits.isFetching ? (
              <Combobox.Empty>
                Nothing has “{wanted}”. Names, numbers and the last word may be begun; words of a new message are found
                seconds after it came.
              </Combobox.Empty>
            ) : null}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </search>
  );
}

function Hit({ run }: { readonly run: RunSummary }) {
  return (
    <span className={styles.hit}>
      <span>
        <span className="mono">{nameOf(run)}</span>
        <FoundBy run={run} />
      </span>
      <span className={styles.who}>{customerOf(run.facts)}</span>
      <StateMark state={shownState(run)} />
    </span>
  );
}
