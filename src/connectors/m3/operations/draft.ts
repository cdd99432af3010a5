import type { Failure } from '../../../core/failure.ts';
import { type M3Settings, webOrderField } from '../setup/settings.ts';
import type { MiTransactionCall } from '../wire/request.ts';
import { isMark } from './draft-mark.ts';
import { type Asked, failureOf } from './history.ts';

/** A staged order as it stands in M3. */
export interface StagedOrder {
  readonly temporaryNumber: string;
  /** 15, 25, 30 and 55 say that somebody tried to confirm it. */
  readonly status: string;
  /** Number of the customer order that was made of it; empty while there is none. */
  readonly orderNumber: string;
  readonly customerNumber: string;
  readonly webOrderNumber: string;
  /** Our mark; empty when it carries none. */
  readonly mark: string;
}

/** The reads that show a staged order; all of OIS275MI. */
export function stagedReads(ORNO: string): MiTransactionCall[] {
  return [
    { transaction: 'GetTmpOrderStat', record: { ORNO }, columns: ['ORNO', 'ORNR', 'STAT'] },
    { transaction: 'GetBatchHead', record: { ORNO }, columns: ['ORNO', 'CUNO', 'CUOR', 'YREF', 'OREF', 'STAT'] },
  ];
}

/** What the reads showed; nothing when M3 has no such staged order, a failure when it did not say. */
export function readStaged(
  results: readonly Asked[],
  temporaryNumber: string,
  { webOrderNumberField }: M3Settings,
): StagedOrder | Failure | undefined {
  const [state, head] = ['GetTmpOrderStat', 'GetBatchHead'].map((name) =>
    results.find(({ transaction }) => transaction === name),
  );
  const known = state?.records[0] ?? head?.records[0];
  if (!known) {
    const failure = results.map(failureOf).find((each) => each);
    return failure?.kind === 'missing' ? undefined : failure;
  }
  const value = (name: string): string => (head?.records[0]?.[name] ?? '').trim();
  const orderNumber = (state?.records[0]?.['ORNR'] ?? '').trim();
  return {
    temporaryNumber,
    status: (known['STAT'] ?? '').trim(),
    orderNumber: Number(orderNumber) === 0 ? '' : orderNumber,
    customerNumber: value('CUNO'),
    webOrderNumber: value(webOrderField({ webOrderNumberField })),
    mark: [value('YREF'), value('OREF')].find(isMark) ?? '',
  };
}

export const isStaged = (read: StagedOrder | Failure): read is StagedOrder => 'temporaryNumber' in read;
