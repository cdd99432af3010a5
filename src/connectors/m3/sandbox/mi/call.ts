import type { MiTransaction } from '../../metadata/tables.ts';
import type { Sandbox } from '../sandbox.ts';
import type { MiRecord } from '../state/effects.ts';

/** One transaction as its handler sees it: checked against the tables, key fields in upper case. */
export interface MiCall {
  readonly sandbox: Sandbox;
  readonly transaction: MiTransaction;
  /** Given input fields; empty ones are left out. */
  readonly input: Readonly<MiRecord>;
  readonly company: string;
  readonly division: string;
  /** Most records wanted; Infinity for all. */
  readonly maxRecords: number;
  /** Above 0 the caller gets no answer and the effect comes this much later. */
  readonly lateMs: number;
}

/** M3 says no: `ServerReturnedNOK`. */
export interface Refusal {
  kind: 'refused';
  code: string;
  message: string;
  field: string;
  /** A list can deliver records and then fail. */
  records: MiRecord[];
}

/** The request itself is wrong and no program ran. */
export interface RequestFault {
  kind: 'request-fault';
  type: 'MandatoryInputFieldNotFound' | 'InputFieldTooLong' | 'InputFieldNotFound' | 'TransactionNotFound';
  message: string;
  field: string;
}

export interface Done {
  kind: 'done';
  records: MiRecord[];
}

export type MiOutcome = Done | Refusal | RequestFault;

type Handler = (call: MiCall) => Done | Refusal;

/** Handlers by `PROGRAM/Transaction`. */
export type Handlers = Readonly<Record<string, Handler>>;

/** A success; a transaction without output gives no record. */
export function done(...records: MiRecord[]): Done {
  return { kind: 'done', records };
}

/** A success with a list. */
export function doneList(records: MiRecord[]): Done {
  return { kind: 'done', records };
}
