import type { Failure } from '../../../core/failure.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { Operation, OperationAction, OperationView } from '../../../core/operation.ts';
import { m3Failure } from '../errors.ts';
import { DRAFT_DISCARD_SAMPLE } from '../samples/draft.ts';
import { readM3Settings } from '../setup/settings.ts';
import { isStaged, readStaged, type StagedOrder, stagedReads } from './draft.ts';
import { isMarkOf } from './draft-mark.ts';
import { callM3, failureOf, failWith, resultsOf } from './history.ts';
import { lookAfterWrites } from './order-change/look.ts';
import { listSchema, objectSchema, textSchema } from './schema.ts';

export interface DraftDiscardInput {
  readonly temporaryNumber: string;
  /** The steps that may have staged it, and whether they may still confirm it. */
  readonly steps: readonly { readonly key: string; readonly open: boolean }[];
  /** A person has decided: the mark and the status do not count. */
  readonly anyway?: boolean;
}

export interface DraftDiscardOutput {
  readonly temporaryNumber: string;
  readonly outcome: 'discarded' | 'kept' | 'gone' | 'live';
  /** For `live`: the customer order that was made of it. */
  readonly orderNumber?: string;
}

type Action = OperationAction<DraftDiscardOutput>;

/** A staged order in these was sent to be confirmed, and somebody may be mending it (docs/systems/infor-m3.md). */
const CONFIRM_WAS_TRIED = new Set(['15', '25', '30', '55']);
const MOST_WRITES = 3;

/** Throws a staged order away that nothing will confirm any more, and no other. */
export const draftDiscard: Operation<DraftDiscardInput, DraftDiscardOutput, JsonObject> = {
  name: 'draft.discard',
  title: 'Throw an abandoned staged order away',
  description:
    'Looks first. Only a staged order whose mark names one of the steps given, all of them over, is deleted; one that a ' +
    'step may still confirm is kept, and one that is nobody’s, or that was sent to be confirmed, is left to a person.',
  effect: 'write',
  idempotency: 'natural',
  input: objectSchema(
    {
      temporaryNumber: textSchema('Number of the staged order', { minLength: 1 }),
      steps: listSchema(
        objectSchema(
          { key: textSchema('Key of the step'), open: { type: 'boolean', description: 'It may still go on' } },
          ['key', 'open'],
        ),
        { description: 'Steps that may have staged it' },
      ),
      anyway: { type: 'boolean', description: 'A person has decided that it goes, whosever it is' },
    },
    ['temporaryNumber', 'steps'],
  ),
  output: objectSchema(
    {
      temporaryNumber: textSchema('Number of the staged order'),
      outcome: { enum: ['discarded', 'kept', 'gone', 'live'] },
      orderNumber: textSchema('Customer order that was made of it'),
    },
    ['temporaryNumber', 'outcome'],
  ),
  sample: DRAFT_DISCARD_SAMPLE,
  next: nextAction,
};

function nextAction(view: OperationView<DraftDiscardInput>): Action {
  const settings = readM3Settings(view.settings);
  const { temporaryNumber } = view.input;
  const looked = lookAfterWrites(view, stagedReads(temporaryNumber), settings, 'OIS275MI');
  if ('action' in looked) return looked.action;
  const staged = readStaged(looked.results, temporaryNumber, settings);
  const writes = view.calls.filter(({ effect }) => effect === 'write');
  if (!staged) return end(temporaryNumber, writes.length > 0 ? 'discarded' : 'gone');
  if (!isStaged(staged)) return failWith(staged);
  if (staged.orderNumber || staged.status === '90') return end(temporaryNumber, 'live', staged.orderNumber);
  const judged = judge(view.input, staged);
  if (judged) return judged === 'kept' ? end(temporaryNumber, 'kept') : failWith(judged);
  const own = writes.filter(({ round }) => round === view.round);
  const refusal = resultsOf(own.slice(-1))
    .map(failureOf)
    .find((each) => each);
  if (refusal && refusal.code !== 'm3.record-locked') return failWith(refusal);
  if (own.length >= MOST_WRITES) return failWith(doubt(staged, 'it is still there after several tries'));
  const transactions = [{ transaction: 'DelBatchHead', record: { ORNO: temporaryNumber } }];
  return callM3('discard', 'write', { program: 'OIS100MI', transactions });
}

/** Whether it is to stay, or why a person has to decide; nothing when it may go. */
function judge({ steps, anyway = false }: DraftDiscardInput, staged: StagedOrder): 'kept' | Failure | undefined {
  const { temporaryNumber, status, mark } = staged;
  const own = steps.filter(({ key }) => mark !== '' && isMarkOf(mark, key));
  // A step that may go on is never robbed of its draft, whatever a person says: end its run first.
  if (own.some(({ open }) => open)) return 'kept';
  if (anyway) return undefined;
  if (own.length === 0) {
    const whose = mark ? `its mark is “${mark}”, and no run here has staged it` : 'it carries no mark';
    const message = `Staged order ${temporaryNumber} is not thrown away: ${whose}.`;
    return m3Failure('m3.draft-not-ours', { record: `staged order ${temporaryNumber}`, message });
  }
  return CONFIRM_WAS_TRIED.has(status)
    ? doubt(staged, `it was sent to be confirmed and stands in ${status}`)
    : undefined;
}

function doubt({ temporaryNumber }: StagedOrder, why: string): Failure {
  const message = `Staged order ${temporaryNumber} is not thrown away: ${why}.`;
  return m3Failure('m3.draft-in-doubt', { record: `staged order ${temporaryNumber}`, message });
}

function end(temporaryNumber: string, outcome: DraftDiscardOutput['outcome'], orderNumber = ''): Action {
  return { do: 'done', output: { temporaryNumber, outcome, ...(orderNumber ? { orderNumber } : {}) } };
}
