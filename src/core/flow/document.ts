import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import { LIMITS } from '../limits.ts';
import type { DocPath, Finding, Locate } from './findings.ts';

/** A YAML file as data, with the means to find its lines again. */
export interface ParsedDocument {
  readonly value: unknown;
  readonly document: Document.Parsed;
  readonly findings: readonly Finding[];
  readonly locate: Locate;
}

/** Keys that readers of YAML 1.1 turn into truth values: the file would mean something else to them. */
const FORBIDDEN_KEYS = /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/;

/**
 * Reads YAML 1.2 with the core schema; JSON is YAML too. Anchors, aliases and tags are refused, as are keys that other
 * readers take for truth values; values with the same trap are warned about.
 */
export function readDocument(text: string): ParsedDocument {
  const lines = new LineCounter();
  const tooLarge = text.length > LIMITS.fileLength;
  const document = parseDocument(tooLarge ? '' : text, {
    lineCounter: lines,
    version: '1.2',
    schema: 'core',
    compat: 'yaml-1.1',
    prettyErrors: false,
    uniqueKeys: true,
    stringKeys: true,
    logLevel: 'error',
  });
  const findings: Finding[] = [];
  const report = (at: DocPath, severity: 'error' | 'warning', code: Finding['code'], message: string): void => {
    findings.push({ at, severity, code, message });
  };
  if (tooLarge) report([], 'error', 'file-too-large', `the file has more than ${LIMITS.fileLength} characters`);
  const offsets = new Map<DocPath, number>();
  for (const error of document.errors) {
    const at: DocPath = [];
    offsets.set(at, error.pos[0]);
    report(at, 'error', error.code === 'MULTIPLE_DOCS' ? 'yaml-feature' : 'yaml-syntax', sentence(error.message));
  }
  if (document.errors.length === 0) inspectNodes(document, report);
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const locate: Locate = (at) => {
    const offset = offsets.get(at) ?? offsetOf(document, at);
    return place(offset ?? 0);
  };
  // Errors of form do not keep the data from being named in messages; aliases would have to be followed for that.
  const readable = !findings.some(({ code }) => code === 'yaml-syntax' || code === 'yaml-feature');
  return { value: readable ? (document.toJS() as unknown) : undefined, document, findings, locate };
}

function sentence(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

type ReportAt = (at: DocPath, severity: 'error' | 'warning', code: Finding['code'], message: string) => void;

function inspectNodes(document: Document.Parsed, report: ReportAt): void {
  visit(document, {
    Alias: (_, node, path) =>
      report(
        wayTo(path, node),
        'error',
        'yaml-feature',
        'anchors and aliases are not used in our files; write the value out',
      ),
    Node: (_, node, path) => {
      if (isAlias(node)) return;
      if (node.anchor !== undefined)
        report(
          wayTo(path, node),
          'error',
          'yaml-feature',
          'anchors and aliases are not used in our files; write the value out',
        );
      if (node.tag !== undefined && node.tag.startsWith('!')) {
        report(wayTo(path, node), 'error', 'yaml-feature', `tags such as ${node.tag} are not used in our files`);
      }
    },
    Pair: (_, pair, path) => {
      const key = isScalar(pair.key) && pair.key.type === 'PLAIN' ? String(pair.key.value) : '';
      if (FORBIDDEN_KEYS.test(key)) {
        report(
          [...wayTo(path), key],
          'error',
          'forbidden-key',
          `the key ${key} is true or false to other YAML readers; use another word, or write "${key}" in quotes`,
        );
      }
    },
    Scalar: (key, node, path) => {
      if (key === 'key' || node.type !== 'PLAIN' || node.source === undefined) return;
      if (typeof node.value === 'number' && String(node.value) !== node.source) {
        const at = wayTo(path, node, key);
        report(
          at,
          'error',
          'yaml-ambiguous',
          `${node.source} is read as the number ${node.value}; write "${node.source}" in quotes to keep it as it is`,
        );
      } else if (typeof node.value === 'string' && AMBIGUOUS.test(node.source)) {
        report(
          wayTo(path, node, key),
          'warning',
          'yaml-ambiguous',
          `${node.source} is not a text to every YAML reader; write "${node.source}" in quotes`,
        );
      }
    },
  });
}

/** Plain texts that YAML 1.1 takes for truth values, dates, or numbers in base 60. */
const AMBIGUOUS =
  /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF|\d{4}-\d{2}-\d{2}.*|[-+]?\d+(?::[0-5]?\d)+(?:\.\d*)?|[-+]?\d[\d_]*_[\d_.]*)$/;

/** The way to a node, from the nodes above it. */
function wayTo(path: readonly unknown[], node?: Node, position?: unknown): DocPath {
  const way: (string | number)[] = [];
  const nodes = node === undefined ? path : [...path, node];
  for (const [index, each] of nodes.entries()) {
    const inside = nodes[index + 1];
    if (isPair(each) && isScalar(each.key)) {
      if (inside !== each.key) way.push(String(each.key.value));
    } else if (isSeq(each) && inside !== undefined) way.push(each.items.indexOf(inside as Node));
  }
  if (typeof position === 'number' && node === undefined) way.push(position);
  return way;
}

/** Where a place begins in the text: its key if it has one, else its value; else the nearest place above it. */
function offsetOf(document: Document.Parsed, at: DocPath): number | undefined {
  let node: unknown = document.contents;
  let offset = isNode(node) ? node.range?.[0] : undefined;
  for (const step of at) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return offset;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      if (!isNode(node)) return offset;
      offset = node.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}
