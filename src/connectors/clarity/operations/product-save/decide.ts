import { createHash } from 'node:crypto';
import { canonical } from '../../../../core/agree/canonical.ts';
import { decideField } from '../../../../core/agree/decide-field.ts';
import { fingerprint } from '../../../../core/agree/fingerprint.ts';
import type { FieldKind } from '../../../../core/agree/model.ts';
import type { Json } from '../../../../core/json.ts';
import type { Product } from '../../model/goods.ts';
import type { ProductChange } from '../../model/product-change.ts';
import { OWNED_FIELDS, type OwnedField, type Owners, type Ownership, type Wanted } from './model.ts';

/** Attribute of a product that holds fingerprints of what we wrote, field by field. */
export const WRITTEN_ATTRIBUTE = 'LandbridgeWritten';

const KINDS: Readonly<Record<OwnedField, FieldKind>> = {
  name: 'text',
  shortDescription: 'text',
  unit: 'text',
  weight: 'decimal',
  weightUnit: 'text',
  visible: 'flag',
  discontinued: 'flag',
  category: 'text',
};

/** Longest texts that the store takes (docs/systems/clarity-ecommerce.md, "Catalogue and stock"). */
const LONGEST = { sku: 128, name: 256, shortDescription: 255, unit: 64, weightUnit: 64, category: 128 } as const;

/** The store as it was read, as far as it matters here. */
export interface Seen {
  readonly product: Product;
  readonly categories: readonly string[];
}

export interface Policy {
  readonly owners: Owners;
  readonly firstMeeting: 'erp' | 'store';
}

export interface Decided {
  /** Undefined: nothing is to be written. */
  readonly change?: ProductChange;
  /** Fields in which the store differs and keeps its own value. */
  readonly kept: readonly OwnedField[];
}

/** Why a product cannot be saved as it is; undefined when it can. */
export function faultOf(wanted: Wanted): string | undefined {
  for (const [field, length] of Object.entries(LONGEST)) {
    const value = wanted[field as keyof typeof LONGEST] ?? '';
    if (value.length > length) return `${field} has ${value.length} characters; the store takes ${length}`;
  }
  if (wanted.sku.trim() === '') return 'it has no item number';
  if (wanted.weight !== undefined && !/^\d+(\.\d+)?$/.test(wanted.weight))
    return `weight “${wanted.weight}” is no weight`;
  return undefined;
}

const hashes = new WeakMap<Wanted, { readonly policy: string; readonly hash: string }>();

/** A hash of what is wanted; it stands on the product after a save. Decimal text below 2^48: the store keeps a number. */
export function wantedHash(wanted: Wanted, policy: Policy): string {
  const known = hashes.get(wanted);
  const rules = JSON.stringify(policy);
  if (known?.policy === rules) return known.hash;
  const content = OWNED_FIELDS.map((field) => formOf(field, wanted[field]));
  const digest = createHash('sha256')
    .update(JSON.stringify([content, rules]))
    .digest('hex');
  const hash = String(Number.parseInt(digest.slice(0, 12), 16) || 1);
  hashes.set(wanted, { policy: rules, hash });
  return hash;
}

/** Whether fields that only the ERP decides show another value in the list, which somebody must have put there. */
export function hasDrifted(wanted: Wanted, product: Product, { owners }: Policy): boolean {
  return OWNED_FIELDS.some((field) => {
    if (field === 'category' || owners[field] !== 'erp' || wanted[field] === undefined) return false;
    return formOf(field, wanted[field]) !== formOf(field, product[field] as Json | undefined);
  });
}

/** What a new product is made of. */
export function newProduct(wanted: Wanted, policy: Policy): ProductChange {
  const { sku: _sku, create: _create, category, ...fields } = wanted;
  const written = OWNED_FIELDS.filter((field) => wanted[field] !== undefined);
  return {
    ...(fields as ProductChange),
    ...(category ? { addCategories: [category] } : {}),
    attributes: {
      [WRITTEN_ATTRIBUTE]: writeShadow(new Map(written.map((field) => [field, markOf(field, wanted[field])]))),
    },
    hash: wantedHash(wanted, policy),
  };
}

/**
 * Decides field by field what is to be written to a product that is there: what we wrote last against what both sides
 * say now. A field that somebody edited in the store keeps its value, unless only the ERP decides about it.
 */
export function decideProduct(wanted: Wanted, seen: Seen, policy: Policy): Decided {
  const shadow = readShadow(seen.product.attributes[WRITTEN_ATTRIBUTE]);
  const next = new Map(shadow);
  const change: Record<string, unknown> = {};
  const kept: OwnedField[] = [];
  for (const field of OWNED_FIELDS) {
    const value = wanted[field];
    if (value === undefined) continue;
    const verdict =
      field === 'category'
        ? judgeCategory(String(value), seen, shadow, policy)
        : judge(field, value, seen, shadow, policy);
    if (verdict.keep === 'store') kept.push(field);
    else next.set(field, markOf(field, value));
    Object.assign(change, verdict.change);
  }
  const { product } = seen;
  const attributes = { [WRITTEN_ATTRIBUTE]: writeShadow(next) };
  const remembers = product.attributes[WRITTEN_ATTRIBUTE] === attributes[WRITTEN_ATTRIBUTE];
  if (Object.keys(change).length === 0 && remembers) return { kept };
  return { change: { ...change, attributes, hash: wantedHash(wanted, policy) }, kept };
}

interface Judged {
  readonly keep?: 'store';
  readonly change: ProductChange;
}

type Shadow = ReadonlyMap<string, string>;

function judge(
  field: Exclude<OwnedField, 'category'>,
  value: Json,
  { product }: Seen,
  shadow: Shadow,
  policy: Policy,
): Judged {
  const mark = shadow.get(field);
  const state = {
    rule: { kind: KINDS[field], owner: ownerOf(field, mark, policy) },
    ...(mark === undefined
      ? {}
      : { shadow: { m3: expand(mark, field, value), store: expand(mark, field, product[field]) } }),
    m3: value,
    store: product[field] as Json | undefined,
  };
  const decision = decideField(state);
  if (decision.do === 'keep') return { change: {} };
  if (decision.do === 'write' && decision.to === 'store') return { change: { [field]: value } };
  return { keep: 'store', change: {} };
}

/** The category is one of several that a product is in: ours comes and goes, those of the store stay. */
function judgeCategory(key: string, { categories }: Seen, shadow: Shadow, policy: Policy): Judged {
  const mark = shadow.get('category');
  if (categories.includes(key)) return { change: {} };
  const ours = mark === undefined ? undefined : categories.find((each) => markOf('category', each) === mark);
  const edited = mark !== undefined && ours === undefined;
  const owner = ownerOf('category', mark, policy);
  if (owner !== 'm3' && (edited || mark === undefined) && categories.length + (edited ? 1 : 0) > 0) {
    return { keep: 'store', change: {} };
  }
  return { change: { addCategories: [key], ...(ours === undefined ? {} : { removeCategories: [ours] }) } };
}

/**
 * In the words of a three-way decision. `person`: a change on one side alone counts, and where both changed nothing is
 * written, so that the store keeps what somebody put there.
 */
function ownerOf(
  field: OwnedField,
  mark: string | undefined,
  { owners, firstMeeting }: Policy,
): 'm3' | 'store' | 'person' {
  const ownership: Ownership = owners[field] ?? 'until-edited';
  if (ownership === 'erp') return 'm3';
  if (ownership === 'create-only') return 'store';
  if (mark !== undefined) return 'person';
  return firstMeeting === 'erp' ? 'm3' : 'store';
}

/** The fingerprint that a short mark stands for, when the value is still the one that was marked. */
function expand(mark: string, field: OwnedField, value: Json | undefined): string {
  return markOf(field, value) === mark ? fingerprint(formOf(field, value)) : mark;
}

function formOf(field: OwnedField, value: Json | undefined) {
  return canonical(value, { kind: KINDS[field] });
}

function markOf(field: OwnedField, value: Json | undefined): string {
  return fingerprint(formOf(field, value)).slice(0, 8);
}

/** `name=1a2b3c4d unit=…`: short, and of no use to anybody else. */
function writeShadow(shadow: ReadonlyMap<string, string>): string {
  return OWNED_FIELDS.flatMap((field) => (shadow.has(field) ? [`${field}=${shadow.get(field)}`] : [])).join(' ');
}

function readShadow(text = ''): Shadow {
  return new Map(
    text.split(' ').flatMap((part) => (part.includes('=') ? [part.split('=', 2) as [string, string]] : [])),
  );
}
