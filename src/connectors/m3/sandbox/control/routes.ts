import { jsonReply, type Reply } from '../gateway/reply.ts';
import type { SideRequest } from '../gateway/route.ts';
import type { Gateway } from '../gateway/suite.ts';
import { changeSettings } from '../settings.ts';
import { changeItem, changeOrder, countStock } from './changes.ts';
import { changeCustomer } from './change-customer.ts';
import { changePrices } from './change-price.ts';
import { setFaults } from './faults.ts';
import { feedView, setFeed } from './feed.ts';
import { changeLife } from '../../../kit/sandbox/life.ts';
import { goodsOf } from './goods.ts';
import { customersOf, ledgerOf } from './ledger.ts';

type JsonObject = Record<string, unknown>;

const ORDER_ACTION = /^orders\/([^/]+)\/(advance|stop|release)$/;

/**
 * Answers `/sandbox/…`: what tests and the demonstration use to steer the sandbox and to look behind it.
 * Refusals are `{error}` with status 400.
 */
export function answerControl(gateway: Gateway, { method, path, body }: SideRequest): Reply {
  const { sandbox, tokens } = gateway;
  const name = path.slice('/sandbox/'.length);
  if (method === 'GET' && name === 'ledger') return jsonReply(ledgerOf(sandbox.world));
  if (method === 'GET' && name === 'customers') return jsonReply({ customers: customersOf(sandbox.world) });
  if (method === 'GET' && name === 'effects') return jsonReply({ effects: sandbox.log.recent() });
  if (method === 'GET' && name === 'settings') return jsonReply(sandbox.settings);
  if (method === 'GET' && name === 'faults') return jsonReply({ rules: sandbox.faults.rules });
  if (method === 'GET' && name === 'busy') return jsonReply({ mostAtOnce: gateway.busy.most });
  if (method === 'GET' && name === 'fault-counts') return jsonReply(sandbox.faults.counts);
  if (method === 'GET' && name === 'goods') return jsonReply(goodsOf(sandbox.world));
  if (method === 'GET' && name === 'life') return jsonReply(sandbox.life.view());
  if (method === 'GET' && name === 'feed') return jsonReply(feedView(sandbox));
  if (method !== 'POST') return missing(method, path);
  const input = readJson(body);
  if (!input) return jsonReply({ error: 'the body is no JSON object' }, 400);
  if (name === 'settings') return answer(changeSettings(sandbox.settings, input).join('; '), sandbox.settings);
  if (name === 'faults') return answer(setFaults(sandbox, input));
  if (name === 'items') return answer(changeItem(sandbox, input));
  if (name === 'prices') return answer(changePrices(sandbox, input));
  if (name === 'customers') return answer(changeCustomer(sandbox, input));
  if (name === 'stock') return answer(countStock(sandbox, input));
  if (name === 'life') return answer(changeLife(sandbox.life, input));
  if (name === 'feed') return answer(setFeed(sandbox, input));
  if (name === 'tokens/revoke') {
    tokens.revokeAll();
    return jsonReply({});
  }
  const [, orderNumber, action] = ORDER_ACTION.exec(name) ?? [];
  if (orderNumber === undefined || action === undefined) return missing(method, path);
  return answer(changeOrder(sandbox, orderNumber, action, input));
}

function answer(fault: string | undefined, body: unknown = {}): Reply {
  return fault ? jsonReply({ error: fault }, 400) : jsonReply(body);
}

function missing(method: string, path: string): Reply {
  return jsonReply({ error: `there is no ${method} ${path}` }, 404);
}

function readJson(body: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body === '' ? '{}' : body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
