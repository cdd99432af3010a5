import type { JsonObject } from '../../../core/json.ts';
import type { AnyOperation, CallRecord, OperationAction } from '../../../core/operation.ts';
import type { Failure } from '../../../core/failure.ts';
import { clarityConnector } from '../connector.ts';
import { lookOf, type OrderLook } from '../model/order-standing.ts';
import type { Order } from '../model/order.ts';
import type { OrderReply } from '../model/request.ts';
import { ORDER_SAMPLE } from '../samples/order.ts';

/** What a test answers to one call. */
export interface Answer {
  readonly outcome: CallRecord['outcome'];
  readonly reply?: object;
  readonly failure?: Failure;
}

/** Plays an operation step by step with a clock of its own; every answer is given by the test. */
export class Stage {
  readonly calls: CallRecord[] = [];
  now = Date.parse('2026-03-04T14:00:00Z');
  round = 0;
  readonly #operation: AnyOperation;
  readonly #input: JsonObject;
  readonly #settings: JsonObject;

  constructor(name: string, input: JsonObject, settings: JsonObject = {}) {
    this.#operation = clarityConnector.operations[name] as AnyOperation;
    this.#input = input;
    this.#settings = settings;
  }

  /** What the operation says now. */
  ask(): OperationAction {
    const { calls, now, round } = this;
    return this.#operation.next({ input: this.#input, settings: this.#settings, calls, now, round, stepKey: 'test' });
  }

  /** The call that is asked for; throws when it asks for something else. */
  call(): { readonly name: string; readonly request: JsonObject } {
    const action = this.ask();
    if (action.do !== 'call') throw new Error(`it does not call: ${JSON.stringify(action)}`);
    return action.call;
  }

  /** Answers the call that is asked for; `tookMs` later. */
  answer(answer: Answer, tookMs = 50): this {
    const action = this.ask();
    if (action.do !== 'call') throw new Error(`nothing to answer: ${JSON.stringify(action)}`);
    const sentAt = this.now;
    this.now += tookMs;
    this.calls.push({ ...action.call, ...answer, sentAt, answeredAt: this.now, round: this.round } as CallRecord);
    return this;
  }

  /** Lets the wait that is asked for pass; answers how long it was in milliseconds. */
  wait(): number {
    const action = this.ask();
    if (action.do !== 'wait') throw new Error(`it does not wait: ${JSON.stringify(action)}`);
    const waited = action.until - this.now;
    this.now = action.until;
    return waited;
  }
}

/** An order that was read in full. */
export function reading(order: Partial<Order> = {}, rest: Partial<OrderReply> = {}): Answer {
  return { outcome: 'applied', reply: { active: true, order: { ...ORDER_SAMPLE, ...order }, ...rest } };
}

/** An order that was looked at before a change. */
export function look(order: Partial<Order> = {}, rest: Partial<OrderLook> = {}): Answer {
  const whole = { active: true, handle: 'h1', order: { ...ORDER_SAMPLE, ...order } };
  return { outcome: 'applied', reply: { ...lookOf(whole), ...rest } };
}

export const applied: Answer = { outcome: 'applied', reply: {} };

export const lost: Answer = {
  outcome: 'ambiguous',
  failure: { kind: 'uncertain', code: 'connection.outcome-unknown', message: 'No answer.' },
};

export function refusedWith(kind: Failure['kind'], code: string): Answer {
  return { outcome: 'refused', failure: { kind, code, message: `Refused: ${code}` } };
}
