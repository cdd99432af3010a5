import { Optional } from '@marcbachmann/cel-js';
import { Decimal, isDecimal, parseDecimal } from '../decimal.ts';
import type { Json, JsonObject } from '../json.ts';
import { LIMITS } from '../limits.ts';
import { ANY, type Shape } from './shape.ts';

/** A JSON value as CEL works with it, and how long its longest list is. */
export interface Entered {
  readonly value: unknown;
  readonly longestList: number;
}

/** Names through which JavaScript objects can be tampered with; no record of ours may carry them. */
const UNSAFE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

const caches = new WeakMap<Shape, WeakMap<object, Entered>>();

/**
 * Brings JSON into CEL: numbers become decimals, and so do texts that the schema calls decimal. A record is converted
 * once and remembered as long as it lives, because the same order is read by dozens of expressions.
 */
export function enterValue(value: Json | undefined, shape: Shape = ANY): Entered {
  if (typeof value !== 'object' || value === null) return { value: enterScalar(value, shape), longestList: 0 };
  let cache = caches.get(shape);
  if (cache === undefined) caches.set(shape, (cache = new WeakMap()));
  const known = cache.get(value);
  if (known !== undefined) return known;
  const entered = Array.isArray(value)
    ? enterList(value as readonly Json[], shape)
    : enterRecord(value as JsonObject, shape);
  cache.set(value, entered);
  return entered;
}

function enterScalar(value: Json | undefined, shape: Shape): unknown {
  if (typeof value === 'number') return new Decimal(value);
  if (typeof value === 'string' && shape.kind === 'decimal') return parseDecimal(value) ?? value;
  return value;
}

function enterList(list: readonly Json[], shape: Shape): Entered {
  const of = shape.kind === 'list' ? shape.of : ANY;
  let longestList = list.length;
  const value = list.map((item) => {
    const entered = enterValue(item, of);
    longestList = Math.max(longestList, entered.longestList);
    return entered.value;
  });
  return { value, longestList };
}

function enterRecord(record: JsonObject, shape: Shape): Entered {
  const value = Object.create(null) as Record<string, unknown>;
  let longestList = 0;
  for (const [key, field] of Object.entries(record)) {
    if (field === undefined || UNSAFE_KEYS.has(key)) continue;
    const entered = enterValue(field, fieldShape(shape, key));
    longestList = Math.max(longestList, entered.longestList);
    value[key] = entered.value;
  }
  return { value, longestList };
}

function fieldShape(shape: Shape, key: string): Shape {
  if (shape.kind === 'record') return shape.fields.get(key)?.shape ?? ANY;
  return shape.kind === 'map' ? shape.of : ANY;
}

/** What of a result may still be copied, so that no expression fills the memory. */
class Budget {
  #left: number = LIMITS.resultValues;

  take(depth: number): void {
    this.#left -= 1;
    if (this.#left < 0) throw new RangeError(`the result has more than ${LIMITS.resultValues} values`);
    if (depth > LIMITS.resultDepth) throw new RangeError(`the result is more than ${LIMITS.resultDepth} levels deep`);
  }
}

/**
 * Copies a result to plain JSON: decimals to text, whole numbers to numbers (to text beyond 2^53), times to ISO 8601
 * text, an empty optional to `undefined`. Throws for what JSON cannot carry, such as bytes, and for what is too large.
 */
export function leaveValue(value: unknown): Json | undefined {
  return leave(value, new Budget(), 0);
}

function leave(value: unknown, budget: Budget, depth: number): Json | undefined {
  budget.take(depth);
  switch (typeof value) {
    case 'string':
      if (value.length <= LIMITS.textLength) return value;
      throw new RangeError(`the result is a text of more than ${LIMITS.textLength} characters`);
    case 'boolean':
    case 'undefined':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      throw new TypeError('the result is not a finite number');
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
    case 'object':
      return value === null ? null : leaveObject(value, budget, depth);
    default:
      throw new TypeError(`the result is a ${typeof value}, which no record can carry`);
  }
}

function leaveObject(value: object, budget: Budget, depth: number): Json | undefined {
  if (isDecimal(value)) return decimalText(value);
  if (value instanceof Optional) return value.hasValue() ? leave(value.value(), budget, depth) : undefined;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value))
    return value.map((each) => leave(each, budget, depth + 1)).filter((item) => item !== undefined);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return leaveRecord(value, budget, depth);
  throw new TypeError('the result is of a kind that no record can carry');
}

function leaveRecord(value: object, budget: Budget, depth: number): JsonObject {
  const record: Record<string, Json> = {};
  for (const [name, field] of Object.entries(value)) {
    const left = UNSAFE_KEYS.has(name) ? undefined : leave(field, budget, depth + 1);
    if (left !== undefined) record[name] = left;
  }
  return record;
}

/** A decimal as text without exponent; a result that is no number (1/0) is an error. */
function decimalText(value: Decimal): string {
  if (!value.isFinite()) throw new TypeError('the result is not a finite number');
  return value.toFixed();
}
