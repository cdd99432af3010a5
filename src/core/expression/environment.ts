import { Environment } from '@marcbachmann/cel-js';
import { Decimal, isDecimal } from '../decimal.ts';
import { LIMITS } from '../limits.ts';
import { FUNCTIONS } from './functions/index.ts';

type Numeric = Decimal | bigint | number;

const of = (value: Numeric): Decimal => (isDecimal(value) ? value : new Decimal(String(value)));

function nonZero(value: Numeric): Decimal {
  const divisor = of(value);
  if (divisor.isZero()) throw new Error('division by zero');
  return divisor;
}

const ARITHMETIC: Readonly<Record<string, (left: Numeric, right: Numeric) => Decimal>> = {
  '+': (left, right) => of(left).plus(of(right)),
  '-': (left, right) => of(left).minus(of(right)),
  '*': (left, right) => of(left).times(of(right)),
  '/': (left, right) => of(left).div(nonZero(right)),
  '%': (left, right) => of(left).mod(nonZero(right)),
};

const COMPARISON: Readonly<Record<string, (left: Numeric, right: Numeric) => boolean>> = {
  '<': (left, right) => of(left).lt(of(right)),
  '<=': (left, right) => of(left).lte(of(right)),
  '>': (left, right) => of(left).gt(of(right)),
  '>=': (left, right) => of(left).gte(of(right)),
};

/** Pairs with a decimal in them; CEL brings the others, except arithmetic of whole numbers with fractions. */
const DECIMAL_PAIRS = [
  ['decimal', 'decimal'],
  ['decimal', 'int'],
  ['int', 'decimal'],
  ['decimal', 'double'],
  ['double', 'decimal'],
] as const;
const MIXED_PAIRS = [
  ['int', 'double'],
  ['double', 'int'],
] as const;

/**
 * CEL with decimals and our functions. `open` takes any variable as it comes (to run expressions); a closed one knows
 * only declared variables (to check them). Limits of size and depth hold in both; nothing here can reach the outside.
 */
export function createEnvironment(kind: 'open' | 'closed'): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: kind === 'open',
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: {
      maxAstNodes: LIMITS.expressionNodes,
      maxDepth: LIMITS.expressionDepth,
      maxListElements: LIMITS.literalItems,
      maxMapEntries: LIMITS.literalItems,
      maxCallArguments: 8,
    },
  });
  // No fields: the inner parts of a decimal are nobody's business.
  environment.registerType('decimal', { ctor: Decimal, fields: {} });
  addOperators(environment);
  addConversions(environment);
  for (const definition of FUNCTIONS) {
    for (const { signature, handler } of definition.forms) {
      environment.registerFunction(signature, handler as (...values: unknown[]) => unknown, { async: false });
    }
  }
  return environment;
}

function addOperators(environment: Environment): void {
  for (const [operator, handler] of Object.entries(ARITHMETIC)) {
    for (const [left, right] of [...DECIMAL_PAIRS, ...MIXED_PAIRS]) {
      environment.registerOperator(`${left} ${operator} ${right}: decimal`, handler);
    }
  }
  for (const [operator, handler] of Object.entries(COMPARISON)) {
    for (const [left, right] of DECIMAL_PAIRS) {
      environment.registerOperator(`${left} ${operator} ${right}: bool`, handler);
    }
  }
  // Registering `decimal == int` gives `int == decimal` as well; both sides are brought to a decimal first.
  const equal = (left: Numeric, right: Numeric): boolean => of(left).eq(of(right));
  for (const right of ['decimal', 'int', 'double']) environment.registerOperator(`decimal == ${right}: bool`, equal);
  for (const left of ['dyn<int>', 'dyn<double>']) environment.registerOperator(`${left} == decimal: bool`, equal);
  environment.registerOperator('-decimal: decimal', (value: Decimal) => value.neg());
}

function addConversions(environment: Environment): void {
  const sync = { async: false };
  environment.registerFunction('string(decimal): string', (value: Decimal) => value.toFixed(), sync);
  environment.registerFunction('double(decimal): double', (value: Decimal) => value.toNumber(), sync);
  environment.registerFunction(
    'int(decimal): int',
    (value: Decimal) => {
      if (!value.isInteger()) throw new Error(`${value.toFixed()} is not a whole number`);
      return BigInt(value.toFixed());
    },
    sync,
  );
}
