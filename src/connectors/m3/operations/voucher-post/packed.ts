import type { Failure } from '../../../../core/failure.ts';
import { m3Failure } from '../../errors.ts';
import type { MiRecord } from '../../wire/request.ts';
import { invalid } from '../values.ts';

/** One field of a fixed-position record. Positions count from 1, both ends included. */
export interface PackedField {
  readonly first: number;
  readonly last: number;
  /** Field name, or a text that is always the same after `=`. */
  readonly source: string;
  readonly right: boolean;
}

/** PARM takes this much. */
const MOST_POSITIONS = 900;

/** Reads a layout of entries such as `36-52 CUAM right` and `54-56 =WEB`; the layout of an interface is site data. */
export function layoutOf(entries: readonly string[]): PackedField[] | Failure {
  const fields: PackedField[] = [];
  for (const entry of entries) {
    const match = /^(\d{1,3})-(\d{1,3})\s+(=.*?|[A-Z0-9]{4})(\s+right)?$/.exec(entry.trim());
    const [first, last] = [Number(match?.[1]), Number(match?.[2])];
    if (!match || first < 1 || last < first || last > MOST_POSITIONS) {
      const message = `“${entry}” is no position such as “36-52 CUAM right”.`;
      return m3Failure('m3.ledger-setup-missing', { field: 'voucherLayout', message });
    }
    fields.push({ first, last, source: match[3] ?? '', right: match[4] !== undefined });
  }
  return fields;
}

/** The record of one line, or which field does not fit into its positions: nothing is cut. */
export function packLine(fields: MiRecord, layout: readonly PackedField[]): string | Failure {
  let record = '';
  for (const { first, last, source, right } of layout.toSorted((left, other) => left.first - other.first)) {
    const value = source.startsWith('=') ? source.slice(1) : (fields[source] ?? '');
    const width = last - first + 1;
    if (value.length > width)
      return invalid('voucherLayout', `${source} “${value}” is longer than its ${width} positions.`);
    record = record.padEnd(first - 1) + (right ? value.padStart(width) : value.padEnd(width));
  }
  return record.trimEnd();
}
