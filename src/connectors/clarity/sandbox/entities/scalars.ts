import { flagMember, isMembers, type Members, member, numberMember, textMember } from '../http/members.ts';
import { CodedError } from '../http/reply.ts';
import type { StoredAttribute } from '../state/table.ts';
import type { StoreState } from '../state/store.ts';
import type { EntityDefinition, Field } from './definition.ts';

const ZERO_TOTALS = { SubTotal: 0, Shipping: 0, Handling: 0, Fees: 0, Discounts: 0, Tax: 0 };
const KEY_LENGTH = 128;

/**
 * The plain members of a record as a write leaves them: what was sent, or empty. Whatever the caller left out is
 * wiped, the creation date included (it becomes now); only `Active` counts as true when absent.
 */
export function scalarsOf(state: StoreState, definition: EntityDefinition, body: Members): Record<string, unknown> {
  const members: Record<string, unknown> = {
    CustomKey: limited('CustomKey', textMember(body, 'CustomKey') || null, KEY_LENGTH),
    Active: flagMember(body, 'Active') ?? true,
    CreatedDate: dateMember(state, body, 'CreatedDate') ?? state.clock.stamp(),
    Hash: hashMember(body),
    SerializableAttributes: attributesOf(member(body, 'SerializableAttributes')),
  };
  for (const [name, field] of Object.entries(definition.fields)) members[name] = scalar(state, name, field, body);
  return members;
}

function scalar(state: StoreState, name: string, field: Field, body: Members): unknown {
  switch (field.kind) {
    case 'text':
      return limited(name, textMember(body, name) ?? null, field.max);
    case 'decimal':
      return numberMember(body, name) ?? null;
    case 'integer': {
      const number = numberMember(body, name);
      return number === undefined ? null : Math.trunc(number);
    }
    case 'flag':
      return flagMember(body, name) ?? field.initial ?? false;
    case 'date':
      return dateMember(state, body, name);
    case 'object':
      return name === 'Totals' ? totalsOf(member(body, name)) : (member(body, name) ?? null);
  }
}

function limited(name: string, value: string | null, max: number): string | null {
  if (value !== null && value.length > max) {
    throw new CodedError('invalidData', `The member ${name} must have at most ${max} characters`, name);
  }
  return value;
}

function dateMember(state: StoreState, body: Members, name: string): string | null {
  const given = textMember(body, name);
  if (given === undefined || given === '') return null;
  const stamp = state.clock.read(given);
  if (stamp === undefined) throw new CodedError('invalidData', `The member ${name} is not a date: ${given}`, name);
  return stamp;
}

function hashMember(body: Members): string | null {
  const value = member(body, 'Hash');
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  return typeof value === 'string' && /^-?\d+$/.test(value) ? value : null;
}

/** Order totals without any part are zeros. */
function totalsOf(value: unknown): Record<string, number> {
  const given = isMembers(value) ? value : {};
  return Object.fromEntries(Object.keys(ZERO_TOTALS).map((part) => [part, numberMember(given, part) ?? 0] as const));
}

function attributesOf(value: unknown): Record<string, StoredAttribute> | null {
  if (!isMembers(value)) return null;
  const attributes: Record<string, StoredAttribute> = {};
  for (const [name, attribute] of Object.entries(value)) {
    if (!isMembers(attribute)) continue;
    const text = textMember(attribute, 'Value') ?? '';
    attributes[name] = { Key: textMember(attribute, 'Key') ?? name, Value: text };
  }
  return Object.keys(attributes).length > 0 ? attributes : null;
}
