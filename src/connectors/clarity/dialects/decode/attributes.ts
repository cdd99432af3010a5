import { meaningOf } from '../../../../core/card-data/field-names.ts';
import type { Reader } from '../../model/reader.ts';

/**
 * Custom fields of a record by name: `{name: {Value: …}}`. They are the one place where a store may put anything, so
 * names that speak of card numbers, codes or tracks are left out here already.
 */
export function readAttributes(record: Reader): Readonly<Record<string, string>> {
  const attributes = record.record('SerializableAttributes');
  if (attributes === undefined) return {};
  const read: [string, string][] = [];
  for (const name of attributes.names()) {
    if (meaningOf(name) !== 'other') continue;
    const value = attributes.recordNamed(name)?.lines('Value');
    if (value !== undefined) read.push([name, value]);
  }
  return Object.fromEntries(read);
}

/** The value of an attribute whose name may be written in another case. */
export function attributeNamed(attributes: Readonly<Record<string, string>>, name: string): string | undefined {
  const wanted = name.toLowerCase();
  const found = Object.keys(attributes).find((each) => each.toLowerCase() === wanted);
  return found === undefined ? undefined : attributes[found];
}
