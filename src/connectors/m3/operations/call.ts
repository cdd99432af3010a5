import type { JsonObject } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { changesData } from '../metadata/tables.ts';
import { CALL_SAMPLE } from '../samples/reads.ts';
import { callM3, callsThisRound, failWith, resultsOf } from './history.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';

export interface CallInput {
  readonly program: string;
  readonly transaction: string;
  readonly record?: Readonly<Record<string, string>>;
  /** Must be true for a transaction that changes something. */
  readonly write?: boolean;
  readonly columns?: readonly string[];
  /** Most records; 0 for all. Default 100. */
  readonly maxRecords?: number;
  readonly division?: string;
}

export interface CallOutput {
  readonly records: readonly Readonly<Record<string, string>>[];
}

const fields = { type: 'object', additionalProperties: { type: 'string' } };

/** Runs any transaction of any MI program. */
export const genericCall: Operation<CallInput, CallOutput, JsonObject> = {
  name: 'call',
  title: 'Call any M3 API',
  description:
    'Runs one transaction of any MI program, checked against the MI tables before it is sent. A write has to be ' +
    'declared, and is never repeated by itself: when its answer is lost, the step is held.',
  effect: 'write',
  idempotency: 'none',
  input: objectSchema(
    {
      program: textSchema('MI program, for example CRS610MI', { pattern: '^[A-Z0-9]{5,10}$' }),
      transaction: textSchema('Transaction, for example GetBasicData', { pattern: '^[A-Za-z0-9_]{2,40}$' }),
      record: { ...fields, description: 'Input fields by their M3 names' },
      write: { type: 'boolean', description: 'The transaction changes something in M3' },
      columns: listSchema({ type: 'string' }, { description: 'Output fields wanted' }),
      maxRecords: { type: 'integer', minimum: 0, description: 'Most records; 0 for all' },
      division: textSchema("Another division than the connection's"),
    },
    ['program', 'transaction'],
  ),
  output: objectSchema({ records: listSchema(fields) }, ['records']),
  sample: CALL_SAMPLE,
  next: (view) => {
    const { program, transaction, record = {}, write = false, columns, maxRecords = 100, division } = view.input;
    if (changesData(transaction) && !write) {
      const message = `${program}/${transaction} changes data in M3; declare it with write: true.`;
      return failWith(m3Failure('m3.call-invalid', { field: 'write', message }));
    }
    const last = callsThisRound(view, 'call').at(-1);
    if (last?.failure) return failWith(last.failure);
    if (last) return { do: 'done', output: { records: resultsOf([last])[0]?.records ?? [] } };
    return callM3('call', write ? 'write' : 'read', {
      program,
      transactions: [{ transaction, record, ...(columns ? { columns } : {}) }],
      maxRecords,
      ...(division === undefined ? {} : { division }),
    });
  },
};
