import type { FieldLimit } from '../../../core/work/form.ts';
import { loadMiTables } from './load.ts';
import { findTransaction, type MiFieldType } from './tables.ts';

const TYPES: Readonly<Record<MiFieldType, NonNullable<FieldLimit['type']>>> = { A: 'text', N: 'number', D: 'date' };

/** What M3 takes in an input field, `OIS100MI AddBatchLine ITNO`; undefined when the metadata does not tell of it. */
export function limitOf(source: string): FieldLimit | undefined {
  const [program = '', transaction = '', name = ''] = source.split(' ');
  const field = findTransaction(loadMiTables(), program, transaction)?.inputs.find((each) => each.name === name);
  if (field === undefined) return undefined;
  // The fields of our words are put together from several, so whether they are needed is the operation's to say.
  return { source, maxLength: field.length, type: TYPES[field.type] };
}
