import { randomUUID } from 'node:crypto';
import type { Flow } from '../../api/types.ts';
import { faultsOfSettings, settingsBesideDefaults } from '../../core/flow/settings.ts';
import type { FlowRecord } from '../../engine/read-ports.ts';
import type { ServerDeps } from '../deps.ts';
import { refuse, refuseCursor } from '../refusal.ts';
import { pauseToWire, readStandstill, type StandingStill } from '../standstill-wire.ts';
import { withoutUndefined } from '../without-undefined.ts';
import type { HandlersOf } from './types.ts';

/** Flows and the audit log. */
export function flowHandlers(
  deps: ServerDeps,
): HandlersOf<'listFlows' | 'getFlow' | 'setFlowSettings' | 'runFlow' | 'validateFlow' | 'listAudit'> {
  const { tenant, flows, audit } = deps;
  return {
    listFlows: async () => {
      const [items, still] = await Promise.all([flows.list(tenant), readStandstill(deps.standstill, tenant)]);
      return { items: items.map((record) => withPause(record, still)) };
    },

    async getFlow({ request: { params, query } }) {
      const record = (await flows.list(tenant)).find(({ flow }) => flow === params.flow);
      if (record === undefined) return refuse('flow.not-found', { record: `flow ${params.flow}` });
      const filesVersion = query.version ?? record.version;
      const files = await flows.files(tenant, params.flow, filesVersion);
      if (files === undefined) {
        return refuse('flow.not-found', { record: `flow ${params.flow} version ${filesVersion}` });
      }
      const still = await readStandstill(deps.standstill, tenant);
      const declared = Object.entries(deps.declaredSettings(files, params.flow)).map(([name, setting]) => ({
        name,
        ...setting,
        ...(setting.choices ? { choices: [...setting.choices] } : {}),
      }));
      return { ...withPause(record, still), filesVersion, files, declared };
    },

    async setFlowSettings({ request: { params, body }, caller }) {
      const { flow } = params;
      const live = (await flows.list(tenant)).find((each) => each.flow === flow);
      const files = live && (await flows.files(tenant, flow, live.version));
      if (!live || !files) return refuse('flow.not-found', { record: `flow ${flow}` });
      const record = `flow ${flow}`;
      const declared = deps.declaredSettings(files, flow);
      const faults = faultsOfSettings(declared, body.settings);
      if (faults.length > 0) {
        return refuse('flow.setting-invalid', {
          record,
          field: faults[0]?.setting ?? '',
          message: faults.map(({ message }) => message).join(' '),
          errors: faults.map(({ setting, message }) => ({ pointer: `/body/settings/${setting}`, detail: message })),
        });
      }
      const { deployment = live.deployment, reason } = body;
      const settings = settingsBesideDefaults(declared, body.settings);
      const made = await flows.set({ tenant, flow, deployment, settings, by: caller.by });
      if (!made) return refuse('flow.changed-meanwhile', { record });
      const detail = { before: live.settings, after: made.settings, reason };
      if (made.deployment !== live.deployment) {
        await audit.append(tenant, { by: caller.by, action: 'flow.set', subject: record, detail });
      }
      return withPause(made, await readStandstill(deps.standstill, tenant));
    },

    async runFlow({ request: { params, body }, caller }) {
      const { flow } = params;
      const id = `${flow}!${body.key ?? randomUUID()}`;
      const input = body.input === undefined ? {} : { input: body.input };
      const started = await deps.startFlow({ tenant, flow, by: caller.by, id, ...input });
      if ('refused' in started) {
        return refuse(started.refused === 'unknown' ? 'flow.not-found' : 'flow.by-events', { record: `flow ${flow}` });
      }
      const detail = { runId: started.runId };
      await audit.append(tenant, { by: caller.by, action: 'flow.run', subject: `flow ${flow}`, detail });
      return started;
    },

    validateFlow({ request: { body } }) {
      const problems = deps.validateFlow(body.files);
      return Promise.resolve({ valid: problems.every(({ severity }) => severity !== 'error'), problems });
    },

    async listAudit({ request: { query } }) {
      if (query.cursor !== undefined && !/^\d{1,18}$/.test(query.cursor)) return refuseCursor();
      return await audit.list(tenant, withoutUndefined(query));
    },
  };
}

function withPause(record: FlowRecord, still: StandingStill): Flow {
  const pause = still.pauses.find(({ kind, name }) => kind === 'flow' && name === record.flow);
  const waiting = still.flows.get(record.flow);
  return {
    ...record,
    ...(pause ? { paused: pauseToWire(pause) } : {}),
    ...(waiting ? { waiting: waiting.count } : {}),
  };
}
