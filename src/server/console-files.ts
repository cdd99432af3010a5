import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json',
};

const NOT_BUILT = 'The console is not built. Run "npm run build", then start Landbridge again.\n';

/** A folder that was built anew is looked over again, at most this often. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Serves the built console. Only files of the last look over the folder are served, by their exact path, so no request
 * can reach out of it; a build under a running server is seen by the next page. Any other path without an extension is
 * a page of the console and gets its index.
 */
export function consoleFiles(folder: string): (path: string, ifNoneMatch?: string) => Promise<Response | undefined> {
  let files = listFiles(folder);
  let lookedAt = performance.now();
  const lookAgain = (): void => {
    if (performance.now() - lookedAt < LOOK_AGAIN_MS) return;
    lookedAt = performance.now();
    files = listFiles(folder);
  };
  const read = async (path: string): Promise<{ file: ServedFile; bytes: Uint8Array<ArrayBuffer> } | undefined> => {
    const file = files.get(path);
    try {
      return file && { file, bytes: await readFile(file.absolute) };
    } catch {
      return undefined;
    }
  };

  return async (path, ifNoneMatch) => {
    const isPage = extname(path) === '' || path === '/index.html';
    const wanted = isPage ? '/index.html' : path;
    if (isPage || !files.has(wanted)) lookAgain();
    const found = await read(wanted);
    if (isPage) return found ? page(found.bytes) : notBuilt();
    if (found === undefined) return undefined;
    const { tag, type } = found.file;
    const headers = { 'content-type': type, etag: tag, 'cache-control': cacheRule(path) };
    return ifNoneMatch === tag ? new Response(null, { status: 304, headers }) : new Response(found.bytes, { headers });
  };
}

function page(bytes: Uint8Array<ArrayBuffer>): Response {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' };
  return new Response(bytes, { headers });
}

function notBuilt(): Response {
  return new Response(NOT_BUILT, { status: 503, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}

/** The build puts a hash of the content into the names under `assets`. */
function cacheRule(path: string): string {
  return path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}

interface ServedFile {
  readonly absolute: string;
  readonly type: string;
  readonly tag: string;
}

function listFiles(folder: string): ReadonlyMap<string, ServedFile> {
  const files = new Map<string, ServedFile>();
  if (!existsSync(folder)) return files;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const absolute = join(folder, name);
    const type = MEDIA_TYPES[extname(name)];
    const stats = statSync(absolute);
    if (type === undefined || !stats.isFile()) continue;
    const tag = `"${stats.size.toString(36)}-${Math.round(stats.mtimeMs).toString(36)}"`;
    files.set(`/${name.split(sep).join('/')}`, { absolute, type, tag });
  }
  return files;
}
