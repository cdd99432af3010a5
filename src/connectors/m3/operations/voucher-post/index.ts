import type { Failure } from '../../../../core/failure.ts';
import type { JsonObject } from '../../../../core/json.ts';
import type { CallRecord, Operation, OperationAction, OperationView } from '../../../../core/operation.ts';
import { m3Failure } from '../../errors.ts';
import { VOUCHER_SAMPLE } from '../../samples/finance.ts';
import { type M3Settings, readM3Settings } from '../../setup/settings.ts';
import { postingLink, postingLinkOf } from '../finance/event-key.ts';
import { addOnce, checkOnce } from '../finance/natural-key.ts';
import { type OneWay, passOnce } from '../finance/one-way.ts';
import { rowsOf, selectRows } from '../finance/table-query.ts';
import { callM3, callsThisRound, failWith } from '../history.ts';
import { VOUCHER_INPUT_SCHEMA, VOUCHER_OUTPUT_SCHEMA, type VoucherInput, type VoucherOutput } from './input.ts';
import { fillBatch } from './lines.ts';
import { ledgerQuery, readPosted } from './posted.ts';
import { isVoucher, readVoucher, type Voucher } from './voucher.ts';

type View = OperationView<VoucherInput>;
type Action = OperationAction<VoucherOutput>;

/** Posts a voucher to the general ledger, once for each happening of a payment. */
export const voucherPost: Operation<VoucherInput, VoucherOutput, JsonObject> = {
  name: 'voucher.post',
  title: 'Post a voucher',
  description:
    'Posts a balanced voucher through the ledger interface (GLS840): batch with a key of its own, lines read back and ' +
    'compared, checked, posted once. After an answer that got lost the ledger is asked before anything is posted again.',
  effect: 'write',
  idempotency: 'check-first',
  input: VOUCHER_INPUT_SCHEMA,
  output: VOUCHER_OUTPUT_SCHEMA,
  sample: VOUCHER_SAMPLE,
  linkOf: (input) => postingLinkOf('voucher', input),
  next: (view) => {
    const settings = readM3Settings(view.settings);
    const voucher = readVoucher(view.input, settings);
    if (!isVoucher(voucher)) return failWith(voucher);
    if (voucher.lines.length === 0) return { do: 'done', output: nothingToPost(voucher) };
    if (view.linkedId !== undefined) return nextForLinked(view, voucher, settings);
    return nextForNew(view, voucher, settings);
  },
};

function nothingToPost({ key, total, currency }: Voucher): VoucherOutput {
  return { key, posted: false, reason: 'All amounts are zero: there is nothing to post.', total, currency };
}

/** Posted before: the ledger still shows it, or a person has to know. */
function nextForLinked(view: View, voucher: Voucher, settings: M3Settings): Action {
  const query = ledgerQuery(voucher.text, settings);
  const look = callsThisRound(view, 'look').at(-1);
  if (!look) return callM3('look', 'read', selectRows(query));
  if (look.outcome !== 'applied') return failWith(look.failure ?? m3Failure('m3.voucher-missing'));
  if (rowsOf(look, query).length > 0) return finish(view, look, voucher);
  const message = `The ledger shows no voucher with the text “${voucher.text}”.`;
  return failWith(m3Failure('m3.voucher-missing', { record: `voucher ${voucher.key}`, message }));
}

function nextForNew(view: View, voucher: Voucher, settings: M3Settings): Action {
  const { key } = voucher;
  const { company, ledgerInterface, quietTimeMs } = settings;
  if (!ledgerInterface) {
    const message = 'The connection names no ledger interface (GLS850).';
    return failWith(m3Failure('m3.ledger-setup-missing', { field: 'ledgerInterface', message }));
  }
  const query = ledgerQuery(voucher.text, settings);
  const batch = { CONO: company, KEY1: key };
  const record = { ...batch, INTN: ledgerInterface, DESC: voucher.text };
  const head = addOnce(view, 'head', { program: 'GLS840MI', transactions: [{ transaction: 'AddBatchHead', record }] });
  if ('next' in head) return head.next;
  if ('failure' in head) return failWith(head.failure);
  const way: OneWay = {
    name: 'post',
    write: { program: 'GLS840MI', transactions: [{ transaction: 'UpdBatch', record: batch }] },
    lookName: 'look',
    look: selectRows(query),
    isThere: (look) => rowsOf(look, query).length > 0,
    unknown: m3Failure('m3.voucher-outcome-unknown', {
      record: `voucher ${key}`,
      message: `Batch ${key} was given to M3 for posting, and the ledger does not show it.`,
    }),
    why: `batch ${key} may still be posted`,
    // A batch that an earlier run has left may still be on its way.
    ...(head.own ? {} : { lookFirst: true, notBefore: head.at.sentAt + quietTimeMs }),
  };
  const posts = view.calls.filter(({ name }) => name === 'post');
  const last = posts.at(-1);
  const isRefusedBefore = last?.outcome === 'refused' && last.round < view.round;
  const looked = callsThisRound(view, 'look').at(-1);
  if (!head.own && !looked) return callM3('look', 'read', way.look);
  if (looked?.outcome === 'applied' && way.isThere(looked)) return finish(view, looked, voucher);
  if (!last || isRefusedBefore) {
    const filled = fillBatch(view, voucher, head.own, settings);
    if ('next' in filled) return filled.next;
    if ('failure' in filled) return failUnlessPosted(view, way, filled.failure);
    const checked = checkOnce(view, 'control', filled.filled, {
      program: 'GLS840MI',
      transactions: [{ transaction: 'CtrlBatch', record: batch }],
    });
    if ('next' in checked) return checked.next;
    if ('failure' in checked) {
      const { message, evidence = {} } = checked.failure;
      const failure = m3Failure('m3.voucher-refused', { record: `voucher ${key}`, message, evidence });
      return failUnlessPosted(view, way, failure);
    }
  }
  const passed = passOnce(view, settings, way);
  if ('next' in passed) return passed.next;
  return 'failure' in passed ? failWith(passed.failure) : finish(view, passed.seen, voucher);
}

/** What refuses a change may be posted already, by an earlier life of this step: the ledger is asked before a person is. */
function failUnlessPosted(view: View, { lookName, look }: OneWay, failure: Failure): Action {
  const last = view.calls.at(-1);
  return last?.name === lookName || last?.round !== view.round ? failWith(failure) : callM3(lookName, 'read', look);
}

function finish({ input }: View, look: CallRecord, voucher: Voucher): Action {
  const posted = readPosted(look, voucher);
  if ('kind' in posted) return failWith(posted);
  const { warnings, ...number } = posted;
  const { key, total, currency } = voucher;
  return {
    do: 'done',
    output: { key, posted: true, ...number, total, currency },
    links: [postingLink('voucher', input, key)],
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}
