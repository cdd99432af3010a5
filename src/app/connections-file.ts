import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ConfigError } from '../config.ts';
import { CONNECTORS } from '../connectors/index.ts';
import type { Connector } from '../connectors/kit/connector.ts';
import { validateSettings } from '../connectors/kit/settings.ts';
import type { JsonObject } from '../core/json.ts';
import { suggest } from '../core/suggest.ts';
import type { ConnectionStore } from '../engine/read-ports.ts';

/** A connection as a file names it, checked, with its secrets apart. */
export interface WantedConnection {
  readonly name: string;
  readonly connector: string;
  readonly title: string;
  readonly settings: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
}

const scalar = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
const FILE = z.strictObject({
  connections: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower case letters, digits and hyphens'),
        connector: z.string(),
        title: z.string().optional(),
        settings: z.record(z.string(), scalar).default({}),
      }),
    )
    .min(1),
});

/**
 * Reads a connections file (`connections: [{ name, connector, settings }]`, YAML). `ionapi` in the settings of an M3
 * connection is the path of the file, relative to this one.
 * @throws ConfigError naming the connection, the setting, and what would be right.
 */
export async function readConnectionsFile(path: string): Promise<WantedConnection[]> {
  const wrong = (message: string): ConfigError => new ConfigError(`--connections ${path}`, message);
  const text = await readFile(path, 'utf8').catch(() => {
    throw wrong('the file cannot be read');
  });
  const parsed = FILE.safeParse(readYaml(text, wrong));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw wrong(`${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'is not what it should be'}`);
  }
  const names = parsed.data.connections.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw wrong(`connection ${twice} stands in it twice`);
  return await Promise.all(
    parsed.data.connections.map(async ({ name, connector: kind, title, settings }) => {
      const connector = CONNECTORS[kind];
      if (!connector) {
        const meant = suggest(kind, Object.keys(CONNECTORS)) ?? Object.keys(CONNECTORS).join(' or ');
        throw wrong(`connection ${name}: there is no connector "${kind}", did you mean ${meant}?`);
      }
      const given = await withImportedFile(connector, settings, path, (message) =>
        wrong(`connection ${name}: ${message}`),
      );
      const verdict = validateSettings(connector.settings, given);
      const faults = 'faults' in verdict ? verdict.faults : (connector.checkSettings?.(verdict.settings) ?? []);
      if ('faults' in verdict || faults.length > 0) {
        throw wrong(`connection ${name}: ${faults.map((fault) => `${fault.setting}: ${fault.message}`).join('; ')}`);
      }
      return { name, connector: kind, title: title ?? connector.title, ...verdict };
    }),
  );
}

function readYaml(text: string, wrong: (message: string) => ConfigError): unknown {
  try {
    return parse(text, { version: '1.2', schema: 'core' });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

/** Settings and secrets of the system's own file (an `.ionapi`), under what stands beside its path. */
async function withImportedFile(
  connector: Connector,
  settings: JsonObject,
  path: string,
  wrong: (message: string) => ConfigError,
): Promise<{ settings: JsonObject; secrets: Readonly<Record<string, string>> }> {
  const { ionapi, ...rest } = settings;
  if (!connector.importFile || typeof ionapi !== 'string') return { settings, secrets: {} };
  const file = resolve(dirname(path), ionapi);
  const text = await readFile(file, 'utf8').catch(() => {
    throw wrong(`ionapi: the file ${file} cannot be read`);
  });
  const imported = connector.importFile(text);
  if ('code' in imported) throw wrong(`ionapi: ${String(imported.message)}`);
  const { settings: read, secrets } = imported as { settings: JsonObject; secrets: Record<string, string> };
  return { settings: { ...read, ...rest }, secrets };
}

/** Stores connections that differ from what is known; the file is the master of those it names. */
export async function saveConnections(
  store: ConnectionStore,
  tenant: string,
  connections: readonly WantedConnection[],
): Promise<void> {
  for (const wanted of connections) {
    const known = await store.get(tenant, wanted.name);
    const secrets = known ? await store.openSecrets(tenant, wanted.name) : {};
    const same =
      known?.connector === wanted.connector &&
      sameMembers(known.settings, wanted.settings) &&
      sameMembers(secrets, wanted.secrets);
    if (!same) await store.save({ tenant, ...wanted, by: 'connections file' });
  }
}

function sameMembers(a: JsonObject, b: JsonObject): boolean {
  const text = (value: JsonObject): string =>
    JSON.stringify(Object.entries(value).toSorted(([x], [y]) => (x < y ? -1 : 1)));
  return text(a) === text(b);
}
