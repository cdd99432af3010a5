import type pg from 'pg';
import type { Log } from '../monitor/log.ts';
import type { FlowStore } from '../engine/read-ports.ts';
import { addCrosswalks } from '../store/crosswalk-store.ts';
import { parseFlows } from './compile-flows.ts';
import { PREBUILT_FLOWS, readFlowFiles } from './flow-files.ts';

/**
 * Deploys the flows of this release whose files differ from the newest version; runs under way stay on theirs. A flow
 * that a person deployed since is left alone.
 */
export async function deployPrebuiltFlows(flows: FlowStore, pool: pg.Pool, tenant: string, log: Log): Promise<void> {
  const files = await readFlowFiles(PREBUILT_FLOWS);
  const deployed = new Map((await flows.list(tenant)).map((each) => [each.flow, each]));
  for (const { bundle, files: own } of parseFlows(files)) {
    const { flow, title, connections } = bundle.flow;
    const live = deployed.get(flow);
    if (live && live.deployedBy !== 'landbridge') continue;
    await addCrosswalks(pool, tenant, Object.values(bundle.crosswalks), 'landbridge');
    const record = await flows.deploy({
      tenant,
      flow,
      title,
      files: own,
      bindings: live?.bindings ?? Object.fromEntries(connections.map((name) => [name, name])),
      settings: live?.settings ?? {},
      by: 'landbridge',
    });
    if (record.changed) log.info({ flow, version: record.version }, 'flow deployed');
  }
}
