import { Link } from '@tanstack/react-router';
import { When } from '../../parts/When.tsx';
import type { CustomerView } from './CustomerPage.tsx';
import styles from './Lists.module.css';

/** When the records of both systems were linked, by whom, and why a link ended. */
export function LinkNotes({ notes }: { readonly notes: CustomerView['links'] }) {
  if (notes.length === 0) return null;
  return (
    <ul className={styles.rows} aria-label="History of the link">
      {notes.map((note) => (
        <li key={`${note.at}${note.with}${note.what}`} className={styles.note}>
          <span>
            {note.what === 'made' ? 'Linked with' : 'No longer linked with'} <span className="mono">{note.with}</span>{' '}
            by {note.by}
            {note.reason ? `: ${note.reason}` : ''}
          </span>
          <span className={styles.where}>
            {note.runId ? (
              <Link to="/runs/$id" params={{ id: note.runId }} search={{}}>
                run
              </Link>
            ) : null}{' '}
            <When at={note.at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
