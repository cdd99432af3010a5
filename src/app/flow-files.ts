import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface FlowFileText {
  /** Relative to the folder that was read, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Folder of the prebuilt flows. */
export const PREBUILT_FLOWS = fileURLToPath(new URL('../../flows', import.meta.url));

const kinds = /(?:^|\/)(?:flow\.ya?ml|[^/]+\.map\.ya?ml|crosswalks\/[^/]+\.(?:csv|ya?ml))$/;

/**
 * Reads the flow, mapping and crosswalk files at or below a path.
 * @throws Error when there is no such path, or nothing there that belongs to a flow.
 */
export async function readFlowFiles(path: string): Promise<FlowFileText[]> {
  const info = await stat(path).catch(() => undefined);
  if (!info) throw new Error(`There is no file or folder ${path}`);
  const folder = info.isDirectory() ? path : dirname(path);
  const names = info.isDirectory()
    ? (await readdir(path, { recursive: true })).map((name) => join(path, name))
    : [path];
  const files = names.map((name) => ({ name, path: relative(folder, name).split(sep).join('/') }));
  const wanted = files.filter(
    (file) => kinds.test(file.path) || (!info.isDirectory() && /\.(ya?ml|csv)$/.test(file.path)),
  );
  if (wanted.length === 0) throw new Error(`${path} holds no flow.yaml, *.map.yaml or crosswalks`);
  const texts = await Promise.all(wanted.map((file) => readFile(file.name, 'utf8')));
  return wanted
    .map((file, index) => ({ path: file.path, text: texts[index] ?? '' }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
