import { type Decimal, isDecimal } from '../../decimal.ts';
import type { Json } from '../../json.ts';

/** One form of a function: CEL signature and what it does with CEL values. */
export interface FunctionForm {
  readonly signature: string;
  /** Synchronous, without side effects. Throws an Error with words for people when its arguments make no sense. */
  readonly handler: (...values: never[]) => unknown;
}

/** A recorded case: it documents the function, stands in the editor's help, and is run by the tests. */
export type FunctionCase =
  | { readonly expression: string; readonly gives: Json }
  /** Part of the message. */
  | { readonly expression: string; readonly fails: string };

/** A function of ours that expressions may call. */
export interface FunctionDefinition {
  readonly name: string;
  readonly summary: string;
  readonly forms: readonly FunctionForm[];
  readonly cases: readonly FunctionCase[];
}

/**
 * Forms whose second argument is a whole number, each once more for a decimal: numbers of records and settings are
 * decimals, and `left(order.note, settings.length)` is to work as `left(order.note, 36)` does.
 */
export function counting(forms: readonly FunctionForm[]): readonly FunctionForm[] {
  return forms.flatMap((form) => [
    form,
    {
      signature: form.signature.replace(', int', ', decimal'),
      handler: (first: never, count: Decimal, ...others: never[]) =>
        form.handler(first, toWhole(count) as never, ...others),
    },
  ]);
}

function toWhole(count: Decimal | bigint): bigint {
  if (!isDecimal(count)) return count;
  if (!count.isInteger()) throw new Error(`a length must be a whole number from 0, not ${count.toFixed()}`);
  return BigInt(count.toFixed());
}
