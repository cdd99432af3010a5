import { parseCrosswalkCsv } from '../crosswalk/csv.ts';
import { suggest } from '../suggest.ts';
import type { FileKind } from './file-specs.ts';
import type { BundleSources } from './compile.ts';
import type { Crosswalk, Flow, FlowBundle, Mapping, Problem } from './model.ts';
import { type ParsedFile, parseFile } from './parse.ts';

/** A file as it was read: its path with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A flow with everything it needs, and the files it came from. */
export interface LoadedFlow {
  readonly file: string;
  readonly bundle: FlowBundle;
  readonly sources: BundleSources;
}

export interface LoadResult {
  readonly flows: readonly LoadedFlow[];
  readonly crosswalks: Readonly<Record<string, Crosswalk>>;
  readonly problems: readonly Problem[];
}

/** What a file is, by its name; undefined for files that are none of ours (pictures, layouts, samples, readmes). */
export function kindOfFile(path: string): FileKind | 'crosswalk-csv' | 'unknown' | undefined {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  const folder = parts.at(-2) ?? '';
  if (parts.slice(0, -1).includes('samples') || name.endsWith('.layout.json')) return undefined;
  if (/^flow\.(?:ya?ml|json)$/.test(name) || /\.flow\.(?:ya?ml|json)$/.test(name)) return 'flow';
  if (/\.map\.(?:ya?ml|json)$/.test(name)) return 'mapping';
  if (/\.crosswalk\.(?:ya?ml|json)$/.test(name)) return 'crosswalk';
  if (folder === 'crosswalks' && /\.(?:ya?ml|json)$/.test(name)) return 'crosswalk';
  if (folder === 'crosswalks' && name.endsWith('.csv')) return 'crosswalk-csv';
  return /\.ya?ml$/.test(name) ? 'unknown' : undefined;
}

/**
 * Puts the files of one or more flows together. Mappings belong to the flow in whose folder they lie; crosswalks
 * belong to all. Files with errors of form are reported and left out, so that the others can still be checked.
 */
export function loadBundle(files: readonly SourceFile[]): LoadResult {
  const problems: Problem[] = [];
  const flows: { readonly parsed: ParsedFile<'flow'>; readonly value: Flow }[] = [];
  const mappings = new Map<string, Map<string, { readonly parsed: ParsedFile<'mapping'>; readonly value: Mapping }>>();
  const crosswalks: Record<string, Crosswalk> = {};
  const places = new Map<string, string>();
  const twice = (kind: string, name: string, path: string, scope = ''): boolean => {
    const key = `${kind} ${scope} ${name}`;
    const earlier = places.get(key);
    if (earlier === undefined) places.set(key, path);
    else problems.push(problem(path, 'duplicate-id', `the ${kind} "${name}" is in ${earlier} too`));
    return earlier !== undefined;
  };
  for (const { path, text } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    switch (kindOfFile(path)) {
      case 'flow': {
        const parsed = parseFile('flow', path, text);
        problems.push(...parsed.problems);
        if (parsed.value !== undefined && !twice('flow', parsed.value.flow, path))
          flows.push({ parsed, value: parsed.value });
        break;
      }
      case 'mapping': {
        const parsed = parseFile('mapping', path, text);
        problems.push(...parsed.problems);
        const { value } = parsed;
        const folder = folderOf(path);
        if (value === undefined || twice('mapping', value.map, path, folder)) break;
        if (!mappings.has(folder)) mappings.set(folder, new Map());
        mappings.get(folder)?.set(value.map, { parsed, value });
        break;
      }
      case 'crosswalk':
      case 'crosswalk-csv': {
        const crosswalk = readCrosswalk(path, text, problems);
        if (crosswalk !== undefined && !twice('crosswalk', crosswalk.crosswalk, path))
          crosswalks[crosswalk.crosswalk] = crosswalk;
        break;
      }
      case 'unknown': {
        const name = path.split('/').at(-1) ?? '';
        const meant = suggest(name.replace(/^.*?\./, ''), ['map.yaml', 'flow.yaml', 'crosswalk.yaml']);
        const message = 'the name does not say what this file is: flow.yaml, *.map.yaml, or a table in crosswalks/';
        problems.push({
          ...problem(path, 'unknown-file', message),
          severity: 'warning',
          ...(meant === undefined ? {} : { suggestion: meant }),
        });
        break;
      }
    }
  }
  const subFlows = Object.fromEntries(flows.map(({ value }) => [value.flow, value]));
  return {
    flows: flows.map(({ parsed, value }) => {
      const own = mappings.get(folderOf(parsed.file)) ?? new Map<string, never>();
      const named = Object.fromEntries([...own].map(([name, mapping]) => [name, mapping.value]));
      const bundle: FlowBundle = { flow: value, mappings: named, crosswalks, subFlows };
      const sources: BundleSources = {
        flow: (finding) => parsed.problemOf(finding),
        mapping: (name, finding) => (own.get(name)?.parsed ?? parsed).problemOf(finding),
      };
      return { file: parsed.file, bundle, sources };
    }),
    crosswalks,
    problems,
  };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function problem(file: string, code: string, message: string): Problem {
  return { file, path: '', severity: 'error', code, message };
}

function readCrosswalk(path: string, text: string, problems: Problem[]): Crosswalk | undefined {
  if (!path.endsWith('.csv')) {
    const parsed = parseFile('crosswalk', path, text);
    problems.push(...parsed.problems);
    return parsed.value;
  }
  const name = (path.split('/').at(-1) ?? '').replace(/\.csv$/, '');
  const { crosswalk, problems: faults } = parseCrosswalkCsv(name, text);
  for (const { line, message } of faults) problems.push({ ...problem(path, 'crosswalk-row', message), line });
  return crosswalk;
}
