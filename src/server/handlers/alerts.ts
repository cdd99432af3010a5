import { randomBytes } from 'node:crypto';
import type { Alert as AlertOnWire } from '../../api/types.ts';
import { findChannelFault } from '../../core/alert/channels.ts';
import { findValueFault } from '../../core/alert/kinds.ts';
import { type Alert, ALERT_STATES, type AlertState } from '../../core/alert/model.ts';
import type { Caller } from '../caller.ts';
import type { ServerDeps } from '../deps.ts';
import { refuse, refuseCursor } from '../refusal.ts';
import { withoutUndefined } from '../without-undefined.ts';
import type { HandlersOf } from './types.ts';

type AlertOperation =
  | 'listAlerts'
  | 'acknowledgeAlert'
  | 'listAlertRules'
  | 'saveAlertRule'
  | 'deleteAlertRule'
  | 'listAlertChannels'
  | 'saveAlertChannel'
  | 'deleteAlertChannel'
  | 'testAlertChannel';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const SECRET_BYTES = 32;

/** What fires, what is watched, and who is told. */
export function alertHandlers(deps: ServerDeps): HandlersOf<AlertOperation> {
  const { tenant, alerts, audit } = deps;
  const note = (caller: Caller, action: string, subject: string, detail: Readonly<Record<string, string>> = {}) =>
    audit.append(tenant, { by: caller.by, action, subject, detail });

  /** The first name in a rule that no channel has, told with the names that are there. */
  const unknownChannelOf = async (names: readonly string[] = []) => {
    if (names.length === 0) return undefined;
    const there = (await alerts.listChannels(tenant)).map((each) => each.name);
    const at = names.findIndex((each) => !there.includes(each));
    if (at < 0) return undefined;
    const others = there.length === 0 ? 'nor any other yet' : `only ${there.join(', ')}`;
    const detail = `There is no alert channel ${names[at] ?? ''}, ${others}. Name one that is there, or leave the list out to tell all.`;
    return { pointer: `/body/channels/${at}`, detail };
  };

  return {
    async listAlerts({ request: { query } }) {
      const { state, cursor, ...rest } = query;
      if (cursor !== undefined && !UUID.test(cursor)) return refuseCursor();
      const states = state
        ?.split(',')
        .filter((each): each is AlertState => (ALERT_STATES as readonly string[]).includes(each));
      const page = await alerts.listAlerts(tenant, withoutUndefined({ ...rest, cursor, states }));
      return { ...page, items: page.items.map(toWire) };
    },

    async acknowledgeAlert({ request: { params, body }, caller }) {
      const { id } = params;
      if (!(await alerts.acknowledge(tenant, id, caller.by, body.note))) {
        return refuse('alert.not-found', { record: `alert ${id}` });
      }
      await note(caller, 'alert.acknowledge', `alert ${id}`, body.note === undefined ? {} : { note: body.note });
      return undefined;
    },

    listAlertRules: async () => ({ items: await alerts.listRules(tenant) }),

    async saveAlertRule({ request: { params, body }, caller }) {
      const { name } = params;
      const fault = findValueFault(body.kind, body.values);
      if (fault) return invalid('alert-rule.invalid', `rule ${name}`, `/body/values/${fault.name}`, fault.message);
      const unknown = await unknownChannelOf(body.channels);
      if (unknown) return invalid('alert-rule.invalid', `rule ${name}`, unknown.pointer, unknown.detail);
      const rule = withoutUndefined({ name, ...body });
      await alerts.saveRule(tenant, rule, caller.by);
      await note(caller, 'alert-rule.save', `alert rule ${name}`, { kind: rule.kind, enabled: String(rule.enabled) });
      return rule;
    },

    async deleteAlertRule({ request: { params }, caller }) {
      const { name } = params;
      if (!(await alerts.removeRule(tenant, name))) return refuse('alert-rule.not-found', { record: `rule ${name}` });
      await note(caller, 'alert-rule.remove', `alert rule ${name}`);
      return undefined;
    },

    listAlertChannels: async () => ({ items: await alerts.listChannels(tenant) }),

    async saveAlertChannel({ request: { params, body }, caller }) {
      const { name } = params;
      const { kind, title, enabled, settings } = body;
      const before = (await alerts.listChannels(tenant)).find((each) => each.name === name && each.kind === kind);
      const known = Object.keys(before?.secrets ?? {});
      // A webhook nobody signs could be sent by anybody.
      const needsSecret = kind === 'webhook' && body.secrets['secret'] === undefined && !known.includes('secret');
      const newSecret = needsSecret ? `whsec_${randomBytes(SECRET_BYTES).toString('base64')}` : undefined;
      const secrets = newSecret === undefined ? body.secrets : { ...body.secrets, secret: newSecret };
      const fault = findChannelFault(kind, settings, secrets, known);
      if (fault) {
        const part = fault.name in secrets ? 'secrets' : 'settings';
        return invalid('alert-channel.invalid', `channel ${name}`, `/body/${part}/${fault.name}`, fault.message);
      }
      const saved = await alerts.saveChannel(tenant, { name, kind, title, enabled, settings }, secrets, caller.by);
      await note(caller, 'alert-channel.save', `alert channel ${name}`, {
        kind,
        enabled: String(enabled),
        secrets: Object.keys(secrets).join(', '),
      });
      return newSecret === undefined ? saved : { ...saved, newSecret };
    },

    async deleteAlertChannel({ request: { params }, caller }) {
      const { name } = params;
      const removed = await alerts.removeChannel(tenant, name);
      if (removed === 'missing') return unknownChannel(name);
      if (removed !== 'removed') return channelInUse(name, removed.namedBy);
      await note(caller, 'alert-channel.remove', `alert channel ${name}`);
      return undefined;
    },

    async testAlertChannel({ request: { params }, caller }) {
      const result = await deps.testAlertChannel(params.name);
      if (result === undefined) return unknownChannel(params.name);
      await note(caller, 'alert-channel.test', `alert channel ${params.name}`, { ok: String(result.ok) });
      return result;
    },
  };
}

const unknownChannel = (name: string) => refuse('alert-channel.not-found', { record: `channel ${name}` });

function channelInUse(name: string, rules: readonly string[]) {
  const noun = rules.length === 1 ? 'rule' : 'rules';
  const message = `The alert ${noun} ${rules.join(', ')} ${rules.length === 1 ? 'names' : 'name'} the channel ${name}: nobody would be told.`;
  return refuse('alert-channel.in-use', { message, record: `channel ${name}` });
}

function invalid(
  code: 'alert-rule.invalid' | 'alert-channel.invalid',
  record: string,
  pointer: string,
  detail: string,
) {
  return refuse(code, { message: detail, record, errors: [{ pointer, detail }] });
}

function toWire(alert: Alert): AlertOnWire {
  const { firedAt, seenAt, acknowledgedAt, endedAt, ...rest } = alert;
  const iso = (at: number): string => new Date(at).toISOString();
  return {
    ...rest,
    firedAt: iso(firedAt),
    seenAt: iso(seenAt),
    ...(acknowledgedAt === undefined ? {} : { acknowledgedAt: iso(acknowledgedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
  };
}
