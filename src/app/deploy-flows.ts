import type pg from 'pg';
import type { ConnectionRecord, ConnectionStore, FlowStore } from '../engine/read-ports.ts';
import type { Log } from '../monitor/log.ts';
import { addCrosswalks } from '../store/crosswalk-store.ts';
import { type FlowWithFiles, parseFlows } from './compile-flows.ts';
import { PREBUILT_FLOWS, readFlowFiles } from './flow-files.ts';

export interface Deploying {
  readonly flows: FlowStore;
  readonly connections: ConnectionStore;
  readonly pool: pg.Pool;
  readonly tenant: string;
  readonly log: Log;
}

let release: readonly FlowWithFiles[] | undefined;

/** The flows of this release, read once: a start deploys them twice, before and after it knows its connections. */
async function readPrebuilt(): Promise<readonly FlowWithFiles[]> {
  return (release ??= parseFlows(await readFlowFiles(PREBUILT_FLOWS)));
}

/**
 * Deploys the flows of this release whose files or bindings differ from what is live; runs under way stay on theirs.
 * A flow that a person changed since is left alone; settings that a person made stay.
 */
export async function deployPrebuiltFlows({ flows, connections, pool, tenant, log }: Deploying): Promise<void> {
  const [deployed, known, prebuilt] = await Promise.all([flows.list(tenant), connections.list(tenant), readPrebuilt()]);
  for (const { bundle, files: own } of prebuilt) {
    const { flow, title, connections: names } = bundle.flow;
    const live = deployed.find((each) => each.flow === flow);
    if (live && live.versionBy !== 'landbridge') continue;
    await addCrosswalks(pool, tenant, Object.values(bundle.crosswalks), 'landbridge');
    const record = await flows.deploy({
      tenant,
      flow,
      title,
      files: own,
      bindings: bindingsFor(names, known),
      settings: live?.settings ?? {},
      by: 'landbridge',
    });
    if (record.changed) log.info({ flow, version: record.version }, 'flow deployed');
  }
}

/** The flow's names for connections, each bound to the connection of that name, or else to the one of that connector. */
export function bindingsFor(
  names: readonly string[],
  connections: readonly Pick<ConnectionRecord, 'name' | 'connector'>[],
): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const same = connections.find((each) => each.name === name);
      const fitting = same ?? connections.find((each) => each.connector === name);
      return [name, fitting?.name ?? name];
    }),
  );
}
