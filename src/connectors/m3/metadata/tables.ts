/**
 * What M3 itself knows about its API: which transactions a program has, and what goes in and out of each.
 * In M3's words: an MI program (`CRS610MI`) has transactions (`GetBasicData`) with fields of up to six letters.
 */

/** A text, N number, D date. Numbers and dates travel as text too; a date is sent as YYYYMMDD. */
export type MiFieldType = 'A' | 'N' | 'D';

export interface MiField {
  readonly name: string;
  /** Only inputs can be mandatory. */
  readonly mandatory: boolean;
  readonly type: MiFieldType;
  /** Longest accepted text in characters; for numbers it counts the sign and the decimal point. */
  readonly length: number;
}

export interface MiTransaction {
  readonly program: string;
  readonly name: string;
  readonly purpose: string;
  readonly inputs: readonly MiField[];
  /** Empty when the transaction returns nothing. */
  readonly outputs: readonly MiField[];
  /** How many outputs exist in M3 beside the ones listed. */
  readonly outputsLeftOut: number;
  /** True when older releases (on-premises 13.x to 15.x) do not have it. */
  readonly cloudEditionOnly: boolean;
}

export interface MiProgram {
  readonly name: string;
  readonly transactions: ReadonlyMap<string, MiTransaction>;
}

/** All programs known here. The general transactions are already part of each program. */
export type MiTables = ReadonlyMap<string, MiProgram>;

/** Finds one transaction; undefined when the program or the transaction is not in the tables. */
export function findTransaction(tables: MiTables, program: string, transaction: string): MiTransaction | undefined {
  return tables.get(program)?.transactions.get(transaction);
}

/** Says whether a transaction changes something in M3, by the naming habit all MI programs keep (Add, Chg, Del, …). */
export function changesData(transaction: string): boolean {
  return !/^(Get|Lst|Sel|Search|Check|ServerTimeZone)/.test(transaction);
}
