import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../../../core/json.ts';
import { type Change, UNKNOWN_CHANGE } from './events.ts';
import { fieldOf, keysOfRow, TABLE_RULES } from './table-events.ts';

/** What a delivery of CMS049 says, read from whatever shape it has. */
export interface TableChange {
  readonly table: string;
  readonly operation: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly trackingId: string;
  /** As it was written. */
  readonly timestamp: string;
}

const MOST_CHANGES = 1_000;
const MOST_FIELDS = 500;

/**
 * Reads the body of a CMS049 web-hook ("Event Subscriber Web Service"). Its member names are not public, so any case
 * is taken, and the elements as a map or as a list of name and value. One body may hold one event or a list.
 */
export function readTableChanges(body: Json): readonly TableChange[] {
  const list = Array.isArray(body) ? body : [body];
  return list.slice(0, MOST_CHANGES).flatMap((entry) => {
    const members = membersOf(entry);
    const inner = membersOf(members.get('event') ?? null);
    const read = (...names: string[]): Json | undefined => {
      for (const name of names) {
        const value = members.get(name) ?? inner.get(name);
        if (value !== undefined && value !== null) return value;
      }
      return undefined;
    };
    const table = textOf(read('documentname', 'document', 'table', 'file')).toUpperCase();
    if (table === '') return [];
    const old = fieldsOf(read('elementoldvalues', 'oldvalues', 'oldelements') ?? null);
    const fields = new Map([...old, ...fieldsOf(read('elements', 'elementvalues', 'values', 'fields') ?? null)]);
    return [
      {
        table,
        operation: textOf(read('operation', 'action')).toUpperCase(),
        fields,
        trackingId: textOf(read('trackingid', 'eventid', 'id')),
        timestamp: textOf(read('timestamp', 'time', 'creationtime')),
      },
    ];
  });
}

/** What the changes mean here. Rows of another company are left out: they are not this connection's. */
export function changesOfTables(rows: readonly TableChange[], company: string, receivedAt: number): readonly Change[] {
  return rows.flatMap((row): Change[] => {
    const { table, operation, fields, trackingId, timestamp } = row;
    const owner = fieldOf(fields, 'CONO');
    if (owner !== '' && Number(owner) !== Number(company)) return [];
    const rule = TABLE_RULES[table];
    const keys = rule ? keysOfRow(rule, fields) : { document: table, key: '' };
    const written = Date.parse(timestamp);
    const time = new Date(Number.isNaN(written) || written > receivedAt ? receivedAt : written).toISOString();
    return [
      {
        type: rule?.type ?? UNKNOWN_CHANGE,
        keys,
        deleted: operation.startsWith('D') && (table === 'MITMAS' || table === 'OCUSMA' || table === 'OOHEAD'),
        id: `hook:${trackingId || digest([table, operation, timestamp, ...fields])}:${Object.values(keys).join('|')}`,
        time,
      },
    ];
  });
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function membersOf(value: Json): ReadonlyMap<string, Json> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
  return new Map(Object.entries(value as JsonObject).map(([name, member]) => [name.toLowerCase(), member ?? null]));
}

function fieldsOf(value: Json): ReadonlyMap<string, string> {
  if (Array.isArray(value)) {
    return new Map(
      value.slice(0, MOST_FIELDS).map((entry) => {
        const members = membersOf(entry);
        const name = textOf(members.get('name') ?? members.get('element') ?? members.get('field'));
        return [name.toUpperCase(), textOf(members.get('value') ?? members.get('newvalue'))] as const;
      }),
    );
  }
  const members = [...membersOf(value)].slice(0, MOST_FIELDS);
  return new Map(
    members.map(([name, member]) => {
      const nested = membersOf(member);
      return [name.toUpperCase(), textOf(nested.size > 0 ? (nested.get('value') ?? nested.get('newvalue')) : member)];
    }),
  );
}

function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
