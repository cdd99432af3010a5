import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { FlowBundle } from '../core/flow/model.ts';
import type { JsonObject } from '../core/json.ts';
import type { Deployment, DeploymentStore } from '../engine/ports.ts';
import type { FlowRecord, FlowStore } from '../engine/read-ports.ts';
import { listCrosswalks } from './crosswalk-store.ts';
import { newId } from './ids.ts';
import { inTransaction } from './transaction.ts';

type Files = readonly { readonly path: string; readonly text: string }[];

interface DeploymentRow {
  id: string;
  tenant: string;
  flow: string;
  version: number;
  title: string;
  bindings: Record<string, string>;
  settings: JsonObject;
  active: boolean;
  deployed_at: Date;
  deployed_by: string;
  created_by: string;
  files: Files;
}

const select = `
SELECT d.id, d.tenant, d.flow, d.version, v.title, d.bindings, d.settings, d.active, d.deployed_at, d.deployed_by, v.created_by,
  v.files
FROM deployments d JOIN flow_versions v ON v.tenant = d.tenant AND v.flow = d.flow AND v.version = d.version`;

function digestOf(files: Files): string {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1)).map((file) => [file.path, file.text]);
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}

function flowRecord(row: DeploymentRow): FlowRecord {
  return {
    flow: row.flow,
    title: row.title,
    deployment: row.id,
    version: row.version,
    active: row.active,
    deployedAt: row.deployed_at.toISOString(),
    deployedBy: row.deployed_by,
    versionBy: row.created_by,
    bindings: row.bindings,
    settings: row.settings,
  };
}

/** Versions of flows and what is live. Runs keep the deployment they began with, so old ones are never changed. */
export function createFlowStore(pool: pg.Pool): FlowStore {
  return {
    list: async (tenant) => {
      const { rows } = await pool.query<DeploymentRow>(`${select} WHERE d.tenant = $1 AND d.active ORDER BY d.flow`, [
        tenant,
      ]);
      return rows.map(flowRecord);
    },
    files: async (tenant, flow, version) => {
      const { rows } = await pool.query<{ files: Files }>(
        'SELECT files FROM flow_versions WHERE tenant = $1 AND flow = $2 AND version = $3',
        [tenant, flow, version],
      );
      return rows[0]?.files;
    },
    deploy: ({ tenant, flow, title, files, bindings, settings, by }) =>
      inTransaction(pool, async (client) => {
        const row = await lockLive(client, tenant, flow);
        const { version, changed } = await storeVersion(client, { tenant, flow, title, files, by });
        if (
          !changed &&
          row?.version === version &&
          sameJson(row.bindings, bindings) &&
          sameJson(row.settings, settings)
        ) {
          return { ...flowRecord(row), changed: false };
        }
        return { ...(await makeLive(client, { tenant, flow, version, bindings, settings, by })), changed: true };
      }),
    set: ({ tenant, flow, deployment, settings, by }) =>
      inTransaction(pool, async (client) => {
        const row = await lockLive(client, tenant, flow);
        if (row?.id !== deployment) return undefined;
        if (sameJson(row.settings, settings)) return flowRecord(row);
        const { version, bindings } = row;
        return await makeLive(client, { tenant, flow, version, bindings, settings, by });
      }),
  };
}

/** What is live of a flow; nobody else changes that until the transaction ends. */
async function lockLive(client: pg.PoolClient, tenant: string, flow: string): Promise<DeploymentRow | undefined> {
  await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`deploy/${tenant}/${flow}`]);
  const { rows } = await client.query<DeploymentRow>(`${select} WHERE d.tenant = $1 AND d.flow = $2 AND d.active`, [
    tenant,
    flow,
  ]);
  return rows[0];
}

async function makeLive(
  client: pg.PoolClient,
  next: Pick<DeploymentRow, 'tenant' | 'flow' | 'version'> & {
    readonly bindings: Readonly<Record<string, string>>;
    readonly settings: JsonObject;
    readonly by: string;
  },
): Promise<FlowRecord> {
  const { tenant, flow, version, bindings, settings, by } = next;
  await client.query('UPDATE deployments SET active = false WHERE tenant = $1 AND flow = $2 AND active', [
    tenant,
    flow,
  ]);
  const id = newId();
  await client.query(
    `INSERT INTO deployments (id, tenant, flow, version, bindings, settings, active, deployed_by)
    VALUES ($1, $2, $3, $4, $5, $6, true, $7)`,
    [id, tenant, flow, version, JSON.stringify(bindings), JSON.stringify(settings), by],
  );
  const made = await client.query<DeploymentRow>(`${select} WHERE d.id = $1`, [id]);
  return flowRecord(made.rows[0] as DeploymentRow);
}

async function storeVersion(
  client: pg.PoolClient,
  source: { tenant: string; flow: string; title: string; files: Files; by: string },
): Promise<{ version: number; changed: boolean }> {
  const digest = digestOf(source.files);
  const newest = await client.query<{ version: number; digest: string }>(
    'SELECT version, digest FROM flow_versions WHERE tenant = $1 AND flow = $2 ORDER BY version DESC LIMIT 1',
    [source.tenant, source.flow],
  );
  const known = newest.rows[0];
  if (known?.digest === digest) return { version: known.version, changed: false };
  const version = (known?.version ?? 0) + 1;
  await client.query(
    `INSERT INTO flow_versions (tenant, flow, version, title, files, digest, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [source.tenant, source.flow, version, source.title, JSON.stringify(source.files), digest, source.by],
  );
  return { version, changed: true };
}

function sameJson(a: JsonObject, b: JsonObject): boolean {
  const canonical = (value: JsonObject): string =>
    JSON.stringify(Object.entries(value).toSorted(([x], [y]) => (x < y ? -1 : 1)));
  return canonical(a) === canonical(b);
}

/**
 * Deployments as the engine reads them.
 * @param parse turns the stored files into a bundle; the same parser that checked them when they were deployed.
 */
export function createDeploymentStore(
  pool: pg.Pool,
  parse: (files: Files, flow: string) => FlowBundle,
): DeploymentStore {
  const deployment = async (row: DeploymentRow): Promise<Deployment> => ({
    id: row.id,
    tenant: row.tenant,
    flow: row.flow,
    version: row.version,
    bindings: row.bindings,
    settings: row.settings,
    active: row.active,
    bundle: await withTables(pool, row.tenant, parse(row.files, row.flow)),
  });
  return {
    load: async (id) => {
      const { rows } = await pool.query<DeploymentRow>(`${select} WHERE d.id = $1`, [id]);
      return rows[0] && (await deployment(rows[0]));
    },
    listActive: async () =>
      Promise.all((await pool.query<DeploymentRow>(`${select} WHERE d.active`)).rows.map(deployment)),
    revision: async () => {
      const { rows } = await pool.query<{ revision: string }>({
        name: 'deployment-revision',
        text: `SELECT extract(epoch FROM greatest(
          (SELECT max(deployed_at) FROM deployments), (SELECT max(updated_at) FROM crosswalks))) AS revision`,
      });
      return Number(rows[0]?.revision ?? 0);
    },
  };
}

/** Value tables as they are now, in place of those the version came with: a person may have added a row since. */
async function withTables(pool: pg.Pool, tenant: string, bundle: FlowBundle): Promise<FlowBundle> {
  const tables = await listCrosswalks(pool, tenant);
  const named = tables.filter((table) => table.crosswalk in bundle.crosswalks).map((table) => [table.crosswalk, table]);
  return { ...bundle, crosswalks: { ...bundle.crosswalks, ...Object.fromEntries(named) } };
}
