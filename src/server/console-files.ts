import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
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

/**
 * Serves the built console. Only files that were there at the start are served, by their exact path, so no request can
 * reach out of the folder. Any other path without an extension is a page of the console and gets its index.
 */
export function consoleFiles(folder: string): (path: string, ifNoneMatch?: string) => Promise<Response | undefined> {
  const files = listFiles(folder);
  const index = files.has('/index.html') ? readFileSync(join(folder, 'index.html')) : undefined;

  return async (path, ifNoneMatch) => {
    const file = path === '/' ? undefined : files.get(path);
    if (file !== undefined && path !== '/index.html') {
      const { tag, absolute, type } = file;
      const headers = { 'content-type': type, etag: tag, 'cache-control': cacheRule(path) };
      if (ifNoneMatch === tag) return new Response(null, { status: 304, headers });
      return new Response(await readFile(absolute), { headers });
    }
    if (extname(path) !== '' && path !== '/index.html') return undefined;
    if (index === undefined) {
      return new Response(NOT_BUILT, { status: 503, headers: { 'content-type': 'text/plain; charset=utf-8' } });
    }
    const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' };
    return new Response(new Uint8Array(index), { headers });
  };
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
