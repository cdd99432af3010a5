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
    readonly figures: readonly { readonly text: string; readonly isZero: boolean }[];
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
                  {figures[index]?.text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
