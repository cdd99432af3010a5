import type { Failure } from '../../../core/failure.ts';
import type { Call, CallResult } from '../../../core/operation.ts';
import type { ConnectionCheck } from '../../kit/connector.ts';
import { secretBytes } from '../../kit/standard-webhooks.ts';
import { type ClarityRequest, type NameList, type Replies } from '../model/request.ts';
import { checkClaritySettings, type ClaritySettings, webhookSecrets } from './settings.ts';

/** What the test asks through; the client itself. */
interface Asked {
  send(call: Call, options: { readonly signal?: AbortSignal }): Promise<CallResult>;
  readonly clockOffsetMs: number | undefined;
}

/** Rights that flows need, and what is lost without each. */
const RIGHTS: readonly { readonly permission: string; readonly needed: boolean; readonly without: string }[] = [
  { permission: 'Ordering.SalesOrder.View', needed: true, without: 'orders cannot be listed' },
  { permission: 'Ordering.SalesOrder.Update', needed: true, without: 'the ERP’s order number cannot be written back' },
  { permission: 'Ordering.SalesOrder.Confirm', needed: false, without: 'orders cannot be confirmed to the shopper' },
  { permission: 'Ordering.SalesOrder.Ship', needed: false, without: 'orders cannot be shown as shipped' },
  { permission: 'Accounts.Account.View', needed: true, without: 'new customers cannot be read in full' },
  { permission: 'Accounts.Account.Update', needed: false, without: 'the ERP’s customer number cannot be written back' },
  { permission: 'Products.Product.View', needed: false, without: 'products cannot be compared' },
  { permission: 'Payments.Payment.View', needed: false, without: 'payments cannot be read' },
];

const LISTS: readonly { readonly of: NameList; readonly name: string }[] = [
  { of: 'brands', name: 'Brands' },
  { of: 'stores', name: 'Stores' },
  { of: 'warehouses', name: 'Warehouses' },
  { of: 'currencies', name: 'Currencies' },
];

/** A clock further off than this makes webhooks fail at the usual tolerance. */
const CLOCK_WARNING_MS = 60_000;

/**
 * Looks at a connection with reads only, in the order in which an integration lead would: settings, login, rights,
 * surface, clock, statuses, names. Stops after a failed login, for nothing else can be told then.
 */
export async function testConnection(
  client: Asked,
  settings: ClaritySettings,
  secrets: Readonly<Record<string, string>>,
): Promise<readonly ConnectionCheck[]> {
  const checks: ConnectionCheck[] = [...checkSettings(settings, secrets)];
  const login = await checkLogin(client, settings);
  checks.push(login);
  if (login.result === 'fail') return checks;
  if (settings.dialect === 'cef') {
    checks.push(...(await checkRights(client)), await checkSurface(client, settings));
  }
  checks.push(await checkOrders(client), checkClock(client.clockOffsetMs, settings));
  if (settings.dialect === 'cef') {
    checks.push(await checkStatuses(client, settings));
    for (const { of, name } of LISTS) checks.push(await checkNames(client, of, name));
  }
  return [...checks, checkWebhooks(settings, secrets)];
}

async function ask<A extends ClarityRequest['ask']>(
  client: Asked,
  request: Extract<ClarityRequest, { ask: A }>,
): Promise<{ readonly reply: Replies[A] } | { readonly failure: Failure }> {
  const call = { name: 'test', effect: 'read', request: request as unknown as Call['request'] } as const;
  const { outcome, reply, failure } = await client.send(call, {});
  if (outcome === 'applied' || failure === undefined) return { reply: reply as unknown as Replies[A] };
  return { failure };
}

function checkSettings(settings: ClaritySettings, secrets: Readonly<Record<string, string>>): ConnectionCheck[] {
  return checkClaritySettings(settings as unknown as Call['request'], secrets).map(({ setting, message }) => ({
    name: `Setting ${setting}`,
    result: 'fail',
    message,
    remedy: 'Correct the setting.',
  }));
}

async function checkLogin(client: Asked, settings: ClaritySettings): Promise<ConnectionCheck> {
  const request: ClarityRequest =
    settings.dialect === 'cef'
      ? { ask: 'current-user' }
      : { ask: 'order-list', placedFrom: '2200-01-01T00:00:00.000Z' };
  const answer = await ask(client, request as Extract<ClarityRequest, { ask: 'current-user' }>);
  if ('failure' in answer) return failed('Login', answer.failure);
  const userName = (answer.reply as Replies['current-user'] | undefined)?.userName;
  return passed('Login', userName === undefined ? 'The store accepts the login.' : `Logged in as ${userName}.`);
}

async function checkRights(client: Asked): Promise<ConnectionCheck[]> {
  const checks: ConnectionCheck[] = [];
  for (const { permission, needed, without } of RIGHTS) {
    const answer = await ask(client, { ask: 'permission-check', permission });
    const name = `Right ${permission}`;
    if (!('failure' in answer)) checks.push(passed(name, 'The user has it.'));
    else if (answer.failure.kind === 'unauthorized') {
      const remedy = 'Give the user this permission or the role “Clarity Connect Data” in the store.';
      checks.push({ name, result: needed ? 'fail' : 'warn', message: `Missing: ${without}.`, remedy });
    } else checks.push({ ...failed(name, answer.failure), result: 'warn' });
  }
  return checks;
}

async function checkSurface(client: Asked, { surface, groupedOrders }: ClaritySettings): Promise<ConnectionCheck> {
  const name = 'Surface';
  const answer = await ask(client, { ask: 'digest-check' });
  const isFull = !('failure' in answer);
  if (isFull && surface === 'full') return passed(name, 'The full API answers.');
  if (isFull)
    return { ...passed(name, 'The full API answers here; set the surface to “full” to use it.'), result: 'warn' };
  if (surface === 'full') {
    const message = `The full API does not answer here: ${answer.failure.message}`;
    const remedy = 'Use the base URL of the full API, or set the surface to “portal”.';
    return { name, result: 'fail', message, remedy };
  }
  const masters =
    groupedOrders === 'subs' ? ' Parts of grouped orders are not listed there: set grouped orders to “master”.' : '';
  return { name, result: masters === '' ? 'pass' : 'warn', message: `A portal’s API answers.${masters}` };
}

async function checkOrders(client: Asked): Promise<ConnectionCheck> {
  const answer = await ask(client, {
    ask: 'order-list',
    modifiedSince: new Date(Date.now() - 3_600_000).toISOString(),
  });
  if ('failure' in answer) return failed('Orders', answer.failure);
  return passed('Orders', `${answer.reply.orders.length} orders changed in the last hour.`);
}

function checkClock(offsetMs: number | undefined, { zone }: ClaritySettings): ConnectionCheck {
  const name = 'Clock';
  if (offsetMs === undefined) return { name, result: 'warn', message: 'The store does not tell the time.' };
  const seconds = Math.round(offsetMs / 1_000);
  const message = `The store’s clock is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} ours; its stamps are read in ${zone}.`;
  if (Math.abs(offsetMs) <= CLOCK_WARNING_MS) return passed(name, message);
  return {
    name,
    result: 'warn',
    message,
    remedy: 'Set both clocks by NTP: webhooks are refused beyond the tolerance.',
  };
}

async function checkStatuses(client: Asked, { statusRules }: ClaritySettings): Promise<ConnectionCheck> {
  const name = 'Statuses';
  const answer = await ask(client, { ask: 'name-list', of: 'order-statuses' });
  if ('failure' in answer) return { ...failed(name, answer.failure), result: 'warn' };
  const known = new Set(answer.reply.names.map((each) => each.toLowerCase()));
  const settable = statusRules.filter(({ by }) => by !== 'never').map((rule) => rule.name);
  const missing = settable.filter((status) => !known.has(status.toLowerCase()));
  if (missing.length === 0)
    return passed(name, `All ${settable.length} statuses of the connection exist in the store.`);
  const message = `Not in the store: ${missing.join(', ')}. Setting one of these would make a new status there.`;
  return { name, result: 'warn', message, remedy: 'Correct the statuses of the connection.' };
}

async function checkNames(client: Asked, of: NameList, name: string): Promise<ConnectionCheck> {
  const answer = await ask(client, { ask: 'name-list', of });
  if ('failure' in answer) return { ...failed(name, answer.failure), result: 'warn' };
  const { names } = answer.reply;
  const shown = names.slice(0, 12).join(', ');
  return passed(name, names.length === 0 ? 'None.' : `${names.length}: ${shown}${names.length > 12 ? ', …' : ''}.`);
}

function checkWebhooks({ webhookAuth }: ClaritySettings, secrets: Readonly<Record<string, string>>): ConnectionCheck {
  const name = 'Webhooks';
  const given = webhookSecrets(secrets);
  const remedy = 'Enter the secret that the sender shows (whsec_ and base64 of 24 to 64 bytes).';
  if (given.length === 0) {
    const message = 'No webhook secret: every delivery is refused, and orders arrive with the next look only.';
    return { name, result: 'warn', message, remedy };
  }
  if (webhookAuth === 'header')
    return { name, result: 'warn', message: 'Deliveries are checked by a fixed header, which is weak.' };
  const bad = given.filter((secret) => secretBytes(secret) === undefined).length;
  if (bad > 0)
    return { name, result: 'fail', message: `${bad} of ${given.length} webhook secrets cannot be used.`, remedy };
  return passed(name, `Deliveries are verified with ${given.length === 1 ? 'one secret' : `${given.length} secrets`}.`);
}

const passed = (name: string, message: string): ConnectionCheck => ({ name, result: 'pass', message });

function failed(name: string, { message, remedy }: Failure): ConnectionCheck {
  return { name, result: 'fail', message, ...(remedy === undefined ? {} : { remedy }) };
}
