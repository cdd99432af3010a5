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

/**
 * Reads the flow, mapping and crosswalk files at or below a path.
 * @throws Error when there is no such path, or nothing there that belongs to a flow.
 */
export async function readFlowFiles(path: string): Promise<FlowFileText[]> {
  const info = await stat(path).catch(() => undefined);
  if (!info) throw new Error(`There is no file or folder ${path}`);
  const folder = info.isDirectory() ? path : dirname(path);
  const below = info.isDirectory() ? await listBelow(path) : [path];
  // A flow's folder lies beside the crosswalks that all flows share.
  const shared = below.some((name) => name.includes('crosswalks'))
    ? []
    : await listBelow(join(folder, '..', 'crosswalks'));
  const wanted = [...below, ...shared]
    .map((name) => ({ name, path: relative(folder, name).split(sep).join('/') }))
    .filter((file) => /\.(?:ya?ml|json|csv)$/.test(file.path) && !file.path.includes('/samples/'));
  if (wanted.length === 0) throw new Error(`${path} holds no flow.yaml, *.map.yaml or crosswalks`);
  const texts = await Promise.all(wanted.map((file) => readFile(file.name, 'utf8')));
  return wanted
    .map((file, index) => ({ path: file.path, text: texts[index] ?? '' }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

async function listBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.map((name) => join(folder, name));
}
