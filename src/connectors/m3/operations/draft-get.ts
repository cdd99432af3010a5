import type { JsonObject } from '../../../core/json.ts';
import type { Operation } from '../../../core/operation.ts';
import { DRAFT_GET_SAMPLE } from '../samples/draft.ts';
import { readM3Settings } from '../setup/settings.ts';
import { isStaged, readStaged, stagedReads } from './draft.ts';
import { bulkLimit, callsThisRound, failWith, readAll } from './history.ts';
import { objectSchema, textSchema } from './schema.ts';

export interface DraftGetInput {
  readonly temporaryNumber: string;
}

export interface DraftGetOutput {
  readonly temporaryNumber: string;
  /** False when M3 has no such staged order any more. */
  readonly found: boolean;
  readonly status: string;
  readonly orderNumber: string;
  readonly customerNumber: string;
  readonly webOrderNumber: string;
  readonly mark: string;
}

/** Reads a staged order: how far it is, whose it is, and what became of it. */
export const draftGet: Operation<DraftGetInput, DraftGetOutput, JsonObject> = {
  name: 'draft.get',
  title: 'Read a staged order',
  description: 'Status, web order and mark of a staged order (OIS275), and the customer order that was made of it.',
  effect: 'read',
  idempotency: 'natural',
  input: objectSchema({ temporaryNumber: textSchema('Number of the staged order', { minLength: 1 }) }, [
    'temporaryNumber',
  ]),
  output: objectSchema(
    {
      temporaryNumber: textSchema('Number of the staged order'),
      found: { type: 'boolean', description: 'False when it is not there any more' },
      status: textSchema('Status in OIS275'),
      orderNumber: textSchema('Customer order that was made of it; empty while there is none'),
      customerNumber: textSchema('Customer number'),
      webOrderNumber: textSchema('Web order number'),
      mark: textSchema('The mark that says whose it is; empty when it carries none'),
    },
    ['temporaryNumber', 'found', 'status', 'orderNumber', 'customerNumber', 'webOrderNumber', 'mark'],
  ),
  sample: DRAFT_GET_SAMPLE,
  next: (view) => {
    const settings = readM3Settings(view.settings);
    const { temporaryNumber } = view.input;
    const calls = callsThisRound(view, 'look');
    const read = readAll('look', 'OIS275MI', stagedReads(temporaryNumber), calls, bulkLimit(settings));
    if ('next' in read) return read.next;
    const staged = readStaged(read.results, temporaryNumber, settings);
    if (staged && !isStaged(staged)) return failWith(staged);
    const none = { temporaryNumber, status: '', orderNumber: '', customerNumber: '', webOrderNumber: '', mark: '' };
    return { do: 'done', output: { ...(staged ?? none), found: staged !== undefined } };
  },
};
