import { Link } from '@tanstack/react-router';
import styles from './FigureTable.module.css';

interface FigureTableProps {
  /** What the table shows, for screen readers. */
  readonly label: string;
  /** Head of the first column. */
  readonly first: string;
  readonly columns: readonly { readonly key: string; readonly label: string }[];
  readonly rows: readonly {
    readonly key: string;
    readonly head: string;
    readonly tip?: string;
    /** One for each column. */
    readonly figures: readonly {
      readonly text: string;
      readonly isZero: boolean;
      /** Filter of the list of orders and runs that the figure counts. */
      readonly list?: Readonly<Record<string, string>>;
    }[];
  }[];
  /** It scrolls beyond this height, pixels. */
  readonly heightPx: number;
}

/** The figures of a chart as a table, as tall as the picture. */
export function FigureTable({ label, first, columns, rows, heightPx }: FigureTableProps) {
  return (
    <div className={styles.scroll} style={{ maxHeight: heightPx }} tabIndex={0} role="region" aria-label={label}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {columns.map((column) => (
              <th key={column.key} scope="col">
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, head, tip, figures }) => (
            <tr key={key}>
              <th scope="row" data-tip={tip}>
                {head}
              </th>
              {columns.map((column, index) => (
                <td key={column.key} data-zero={figures[index]?.isZero || undefined}>
                  <Figure {...figures[index]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Figure({ text, list }: { readonly text?: string; readonly list?: Readonly<Record<string, string>> }) {
  if (!list) return text;
  return (
    <Link to="/orders" search={list}>
      {text}
    </Link>
  );
}
