import { FAULT_KINDS, FAULT_LEVELS, type FaultLevelName, type FaultRule } from '../../../kit/sandbox/faults.ts';
import { jsonReply, type Reply } from '../gateway/reply.ts';
import type { SideRequest } from '../gateway/route.ts';
import type { Gateway } from '../gateway/suite.ts';
import { changeSettings } from '../settings.ts';
import { ledgerOf } from './ledger.ts';

/** Answers `/sandbox/…`: what tests and the demonstration use to steer the sandbox and to look behind it. */
export function answerControl(gateway: Gateway, { method, path, body }: SideRequest): Reply {
  const { sandbox } = gateway;
  const name = path.slice('/sandbox/'.length);
  if (method === 'GET' && name === 'ledger') return jsonReply(ledgerOf(sandbox.world));
  if (method === 'GET' && name === 'effects') return jsonReply({ effects: sandbox.log.recent() });
  if (method === 'GET' && name === 'settings') return jsonReply(sandbox.settings);
  if (method !== 'POST') return jsonReply({ error: `no ${method} ${path}` }, 404);
  const input = readJson(body);
  if (!input) return jsonReply({ error: 'the body is no JSON object' }, 400);
  if (name === 'settings') {
    const faults = changeSettings(sandbox.settings, input);
    return faults.length > 0 ? jsonReply({ error: faults.join('; ') }, 400) : jsonReply(sandbox.settings);
  }
  if (name === 'faults') return setFaults(gateway, input);
  if (name === 'tokens/revoke') {
    gateway.tokens.revokeAll();
    return jsonReply({});
  }
  return jsonReply({ error: `no ${method} ${path}` }, 404);
}

function setFaults({ sandbox }: Gateway, { level, rule, clear, bulkCut }: Record<string, unknown>): Reply {
  if (clear === true) {
    sandbox.faults.clear();
    sandbox.bulkCut = undefined;
  }
  if (level !== undefined) {
    if (typeof level !== 'string' || !Object.hasOwn(FAULT_LEVELS, level)) {
      return jsonReply({ error: `level is one of ${Object.keys(FAULT_LEVELS).join(', ')}` }, 400);
    }
    sandbox.faults.setLevel(level as FaultLevelName);
  }
  if (rule !== undefined) {
    if (!isRule(rule)) {
      return jsonReply({ error: `a rule has call, times and kind, which is one of ${FAULT_KINDS.join(', ')}` }, 400);
    }
    sandbox.faults.add(rule);
  }
  if (bulkCut !== undefined) {
    if (!isCut(bulkCut)) return jsonReply({ error: 'a bulkCut has program, after and times' }, 400);
    sandbox.bulkCut = { ...bulkCut };
  }
  return jsonReply({});
}

function isRule(value: unknown): value is FaultRule {
  const { call, kind, times } = (value ?? {}) as Partial<FaultRule>;
  return typeof call === 'string' && FAULT_KINDS.some((known) => known === kind) && typeof times === 'number';
}

function isCut(value: unknown): value is { program: string; after: number; times: number } {
  const { program, after, times } = (value ?? {}) as { program?: unknown; after?: unknown; times?: unknown };
  return typeof program === 'string' && typeof after === 'number' && typeof times === 'number';
}

function readJson(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body === '' ? '{}' : body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
