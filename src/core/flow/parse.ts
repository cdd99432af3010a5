import { readDocument } from './document.ts';
import { FILE_SPECS, type FileKind } from './file-specs.ts';
import { type Finding, type Locate, toProblem } from './findings.ts';
import type { Crosswalk, Flow, Mapping, Problem } from './model.ts';

interface Kinds {
  readonly flow: Flow;
  readonly mapping: Mapping;
  readonly crosswalk: Crosswalk;
}

/** A file as data. `value` is there only when the file has no errors of form; `report` adds findings to its lines. */
export interface ParsedFile<K extends FileKind = FileKind> {
  readonly file: string;
  readonly kind: K;
  readonly value?: Kinds[K];
  readonly problems: readonly Problem[];
  /** Makes a problem of this file out of a later finding, with its line. */
  problemOf(finding: Finding): Problem;
}

/** Reads a flow, mapping or crosswalk in YAML or JSON, and says with file and line what is wrong with its form. */
export function parseFile<K extends FileKind>(kind: K, file: string, text: string): ParsedFile<K> {
  const { value, findings, locate } = readDocument(text);
  const all: Finding[] = [...findings];
  const readable = !findings.some(({ severity }) => severity === 'error');
  if (readable) FILE_SPECS[kind].check(value ?? {}, [], (finding) => all.push(finding));
  return fileOf(kind, file, value, all, locate);
}

/** A file that is already data, such as a flow that the designer holds: no lines, but the same checks. */
export function parseValue<K extends FileKind>(kind: K, file: string, value: unknown): ParsedFile<K> {
  const findings: Finding[] = [];
  FILE_SPECS[kind].check(value, [], (finding) => findings.push(finding));
  return fileOf(kind, file, value, findings, undefined);
}

function fileOf<K extends FileKind>(
  kind: K,
  file: string,
  value: unknown,
  findings: readonly Finding[],
  locate: Locate | undefined,
): ParsedFile<K> {
  const problemOf = (finding: Finding): Problem => toProblem(file, finding, value, locate);
  const problems = findings.map(problemOf);
  const sound = !findings.some(({ severity }) => severity === 'error');
  // The checks above are what makes this cast true.
  return { file, kind, problems, problemOf, ...(sound ? { value: value as Kinds[K] } : {}) };
}
