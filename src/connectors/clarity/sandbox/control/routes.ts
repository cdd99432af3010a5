import type { z } from 'zod';
import { CodedError, json, type Reply } from '../http/reply.ts';
import type { Members } from '../http/members.ts';
import { numberMember } from '../http/members.ts';
import { customerLedger } from '../customers/customer-ledger.ts';
import { EDIT_ACCOUNT, editAccount } from '../customers/edit-account.ts';
import { productLedger } from '../products/product-ledger.ts';
import type { Sandbox } from '../sandbox.ts';
import { stockLedger } from '../stock/stock-ledger.ts';
import { Shopper } from '../shopper/shopper.ts';
import type { Trip } from '../shopper/shopping-trips.ts';
import { endpointView, NEW_ENDPOINT, onlyEndpoint } from '../webhooks/endpoints.ts';
import { changePayment } from '../orders/payments.ts';
import { ledgerOf } from './ledger.ts';
import { changeLife } from '../../../kit/sandbox/life.ts';
import { ADD_PAYMENT, addPayment, CHANGE_PAYMENT, paymentLedger } from './payments.ts';
import { FAULTS, SHOP, SHOP_ONE } from './requests.ts';

/** Runs up to this size are answered when they are done; larger or paced ones tell their progress. */
const ANSWERED_AT_ONCE = 50;
/** Orders that a progress report lists at most. */
const LISTED = 10_000;

/** Answers the control paths under `/sandbox/`; undefined when there is no such path. */
export async function controlReply(
  sandbox: Sandbox,
  verb: string,
  path: string,
  query: Members,
  body: Members,
): Promise<Reply | undefined> {
  const id = /^\/shop\/([\w-]{36})$/.exec(path)?.[1];
  if (verb === 'GET' && id !== undefined) return tripReply(sandbox.trips.get(id));
  switch (`${verb} ${path}`) {
    case 'GET /ledger':
      return json(ledgerOf(sandbox.state, sandbox.calls, windowOf(query)));
    case 'GET /stock':
      return json(stockLedger(sandbox.state));
    case 'GET /products':
      return json(productLedger(sandbox.state));
    case 'POST /shop':
      return await shop(sandbox, body);
    case 'POST /shop/one':
      return checked(SHOP_ONE, body, ({ kind, seed, lines }) => {
        const shopper = new Shopper(sandbox.shop, seed ?? Math.floor(Math.random() * 1e9));
        return json({ orders: shopper.place(kind, lines) });
      });
    case 'GET /accounts':
      return json(customerLedger(sandbox.state, numberMember(query, 'after')));
    case 'POST /accounts':
      return checked(EDIT_ACCOUNT, body, (wanted) => json({ id: editAccount(sandbox.shop, wanted) }));
    case 'GET /life':
      return json(sandbox.life.view());
    case 'POST /life': {
      const message = changeLife(sandbox.life, body);
      return message === undefined ? json(sandbox.life.view()) : json({ message }, 400);
    }
    case 'GET /payments':
      return json(paymentLedger(sandbox.state));
    case 'POST /payments':
      return checked(ADD_PAYMENT, body, (wanted) => json({ id: addPayment(sandbox.state, wanted) }));
    case 'POST /payments/change':
      return checked(CHANGE_PAYMENT, body, (wanted) =>
        json({ id: changePayment(sandbox.shop, wanted, { userName: 'clerk@store.test', integration: false }).ID }),
      );
    case 'POST /faults':
      return checked(FAULTS, body, (wanted) => {
        sandbox.setFaults(wanted);
        return json(sandbox.faultView());
      });
    case 'GET /faults':
      return json(sandbox.faultView());
    case 'GET /busy':
      return json({ mostAtOnce: sandbox.api.busy.most });
    case 'GET /fault-counts':
      return json(sandbox.faultCounts());
    case 'GET /settings':
      return json(sandbox.state.settings);
    case 'POST /settings':
      return settings(sandbox, body);
    case 'POST /webhook':
      return checked(NEW_ENDPOINT, body, (wanted) => {
        return json(endpointView(onlyEndpoint(sandbox.state, wanted)));
      });
    case 'POST /sessions/end':
      sandbox.sessions.endAll();
      return json({ ended: true });
    default:
      return undefined;
  }
}

async function shop(sandbox: Sandbox, body: Members): Promise<Reply> {
  const parsed = SHOP.safeParse(body);
  if (!parsed.success) return invalid(parsed.error);
  const { ratePerSecond, ...rest } = parsed.data;
  const trip = sandbox.trips.start({ ...rest, ratePerSecond });
  if (rest.count > ANSWERED_AT_ONCE || ratePerSecond !== undefined) {
    return { ...json({ id: trip.id, wanted: trip.wanted }, 202), headers: { Location: `/sandbox/shop/${trip.id}` } };
  }
  await trip.finished;
  return tripReply(trip);
}

function tripReply(trip: Trip | undefined): Reply {
  if (!trip) return json({ message: 'No such run of shoppers' }, 404);
  const { id, wanted, orders, problems, done } = trip;
  return json({ id, wanted, placed: orders.length, done, problems, orders: orders.slice(0, LISTED) });
}

function settings(sandbox: Sandbox, body: Members): Reply {
  try {
    return json(sandbox.state.changeSettings(body));
  } catch (error) {
    return invalid(error as z.ZodError);
  }
}

function windowOf(query: Members): { after?: number; limit?: number } {
  const after = numberMember(query, 'after');
  const limit = numberMember(query, 'limit');
  return { ...(after !== undefined && { after }), ...(limit !== undefined && { limit }) };
}

function checked<T>(schema: z.ZodType<T>, body: unknown, work: (value: T) => Reply): Reply {
  const result = schema.safeParse(body);
  if (!result.success) return invalid(result.error);
  try {
    return work(result.data);
  } catch (error) {
    if (error instanceof CodedError) return json({ message: error.message, field: error.field }, 422);
    throw error;
  }
}

function invalid(error: z.ZodError): Reply {
  const errors = error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }));
  return json({ message: 'The request is not valid', errors }, 400);
}
