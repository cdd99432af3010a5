import { Select } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { changed } from '../../app/search-text.ts';
import styles from './DifferenceFilters.module.css';
import { type DifferenceSearch, KIND_WORDS, STATE_WORDS, SUBJECT_WORDS, type Subject } from './words.ts';

const route = getRouteApi('/frame/reconcile');
const choices = (words: Readonly<Record<string, string>>, all?: string) => [
  ...(all === undefined ? [] : [{ value: '', label: all }]),
  ...Object.entries(words).map(([value, label]) => ({ value, label })),
];

/** Which differences are shown. Each choice is a new address. */
export function DifferenceFilters({ filter }: { readonly filter: DifferenceSearch }) {
  const navigate = route.useNavigate();
  const set = (change: DifferenceSearch) => void navigate({ search: (before) => changed(before, change) });
  return (
    <div className={styles.filters}>
      <h2>
        {filter.subject === undefined
          ? 'Differences'
          : `Differences of ${(SUBJECT_WORDS[filter.subject as Subject] ?? filter.subject).toLowerCase()}`}
      </h2>
      {filter.subject === undefined ? null : (
        <Link to="/reconcile" search={changed(filter, { subject: undefined })} className={styles.all}>
          of all
        </Link>
      )}
      <Select
        aria-label="Kind of difference"
        w={190}
        data={choices(KIND_WORDS, 'Every kind')}
        value={filter.kind ?? ''}
        allowDeselect={false}
        onChange={(kind) => set({ kind: kind ?? '' })}
      />
      <Select
        aria-label="State of the difference"
        w={170}
        data={choices(STATE_WORDS)}
        value={filter.state ?? 'open'}
        allowDeselect={false}
        onChange={(state) => set({ state: state ?? '' })}
      />
    </div>
  );
}
