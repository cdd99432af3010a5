import { Document, isCollection, isMap, isPair, isScalar, isSeq, type Node, Scalar, type YAMLMap } from 'yaml';
import { readDocument } from './document.ts';
import { FILE_SPECS, type FileKind } from './file-specs.ts';
import type { Crosswalk, Flow, Mapping } from './model.ts';

const OPTIONS = { version: '1.2', schema: 'core', compat: 'yaml-1.1' } as const;
/** Lines are never folded: a change of one word is then a change of one line. */
const LAYOUT = { lineWidth: 0, indent: 2, indentSeq: true, blockQuote: 'literal', nullStr: 'null' } as const;

/**
 * Writes a file in its canonical form: keys in fixed order, block style, texts in quotes wherever another YAML reader
 * could take them for something else (`NO`, `007`, dates). The same data gives the same bytes, whoever edited it.
 */
export function formatFile(kind: FileKind, value: Flow | Mapping | Crosswalk): string {
  const arranged = FILE_SPECS[kind].arrange(kind === 'crosswalk' ? sortRows(value as Crosswalk) : value);
  const document = new Document(arranged, { ...OPTIONS, aliasDuplicateObjects: false });
  plainStyle(document.contents);
  return document.toString(LAYOUT);
}

function sortRows(crosswalk: Crosswalk): Crosswalk {
  const rows = Object.entries(crosswalk.rows).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...crosswalk, rows: Object.fromEntries(rows) };
}

/**
 * The canonical form of a file as text, with its comments. Undefined when the text is not YAML; faults of other kinds
 * are left to the checks.
 */
export function formatText(kind: FileKind, text: string): string | undefined {
  const { document, findings } = readDocument(text);
  if (findings.some(({ code }) => code === 'yaml-syntax' || code === 'yaml-feature' || code === 'file-too-large'))
    return undefined;
  const value: unknown = document.toJS();
  const arranged = FILE_SPECS[kind].arrange(kind === 'crosswalk' && isCrosswalk(value) ? sortRows(value) : value);
  reorder(document.contents, arranged);
  plainStyle(document.contents);
  return document.toString(LAYOUT);
}

function isCrosswalk(value: unknown): value is Crosswalk {
  const rows = (value as { rows?: unknown } | null)?.rows;
  return typeof rows === 'object' && rows !== null;
}

/** Brings the pairs of each map into the order of the arranged value. */
function reorder(node: unknown, arranged: unknown): void {
  if (isSeq(node) && Array.isArray(arranged)) {
    for (const [index, item] of node.items.entries()) reorder(item, arranged[index]);
  } else if (isMap(node) && typeof arranged === 'object' && arranged !== null) {
    const order = Object.keys(arranged);
    const positionOf = (pair: YAMLMap['items'][number]): number => order.indexOf(keyOf(pair.key));
    node.items.sort((a, b) => positionOf(a) - positionOf(b));
    for (const pair of node.items) reorder(pair.value, (arranged as Record<string, unknown>)[keyOf(pair.key)]);
  }
}

function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key as string);
}

/** Forgets how nodes were written, so that they are written as our files are. */
function plainStyle(node: unknown): void {
  if (isPair(node)) {
    plainStyle(node.key);
    plainStyle(node.value);
  } else if (isCollection(node)) {
    // A block without items would be written as brackets on a line of their own.
    node.flow = node.items.length === 0;
    delete (node as Node & { spaceBefore?: boolean }).spaceBefore;
    for (const item of node.items) plainStyle(item);
  } else if (isScalar(node)) {
    delete node.spaceBefore;
    delete node.source;
    if (typeof node.value === 'string') node.type = styleOf(node.value);
    else delete node.type;
  }
}

/** Several lines read best as a block; the library puts quotes around the rest where they are needed. */
function styleOf(text: string): Scalar.Type {
  const block = text.includes('\n') && text.trim() !== '' && !/[^\S\n]\n|^\s|[^\P{Cc}\n\t]/u.test(text);
  if (block) return Scalar.BLOCK_LITERAL;
  return text.includes('\n') || AMBIGUOUS_PLAIN.test(text) ? Scalar.QUOTE_DOUBLE : Scalar.PLAIN;
}

/** Texts that the library would write without quotes, though YAML 1.1 gives them a meaning of their own. */
const AMBIGUOUS_PLAIN = /^(?:=|<<|[-+]?\d+(?::[0-5]?\d)+(?:\.\d*)?|\d{4}-\d{1,2}-\d{1,2}.*)$/;
