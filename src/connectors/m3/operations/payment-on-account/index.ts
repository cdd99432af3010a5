import type { JsonObject } from '../../../../core/json.ts';
import type { CallRecord, Operation, OperationAction, OperationView } from '../../../../core/operation.ts';
import { m3Failure } from '../../errors.ts';
import { ON_ACCOUNT_SAMPLE } from '../../samples/finance.ts';
import { type M3Settings, readM3Settings } from '../../setup/settings.ts';
import type { MiRecord } from '../../wire/request.ts';
import { postingLink, postingLinkOf } from '../finance/event-key.ts';
import { type OneWay, passOnce } from '../finance/one-way.ts';
import { rowsOf, selectRows, type TableQuery } from '../finance/table-query.ts';
import { type Ask, callM3, callsThisRound, type Fail, failWith, resultsOf } from '../history.ts';
import {
  ON_ACCOUNT_INPUT_SCHEMA,
  ON_ACCOUNT_OUTPUT_SCHEMA,
  type OnAccountInput,
  type OnAccountOutput,
} from './input.ts';
import { isPrepayment, type Prepayment, readPrepayment } from './prepayment.ts';

type View = OperationView<OnAccountInput>;
type Action = OperationAction<OnAccountOutput>;

/** Payment numbers that are begun in one round before a person is asked. */
const MOST_NUMBERS = 6;
const PROGRAM = 'OIS215MI';
const COLUMNS = ['VONO', 'VSER', 'YEA4', 'DBCR', 'CUAM', 'CUCD'];

/** Enters a payment on account, for an order that has no invoice yet, once for each happening. */
export const paymentOnAccount: Operation<OnAccountInput, OnAccountOutput, JsonObject> = {
  name: 'payment.on-account',
  title: 'Enter a payment on account',
  description:
    'Enters a prepayment at the cash desk (OIS215). What was begun and not answered is left alone and begun anew; ' +
    'only a complete entry is validated, once, and after a lost answer the ledger is asked first.',
  effect: 'write',
  idempotency: 'check-first',
  input: ON_ACCOUNT_INPUT_SCHEMA,
  output: ON_ACCOUNT_OUTPUT_SCHEMA,
  sample: ON_ACCOUNT_SAMPLE,
  linkOf: (input) => postingLinkOf('prepayment', input),
  next: (view) => {
    const settings = readM3Settings(view.settings);
    const prepayment = readPrepayment(view.input, settings);
    if (!isPrepayment(prepayment)) return failWith(prepayment);
    const query = textQuery(prepayment, settings);
    const look = callsThisRound(view, 'look').at(-1);
    if (!look) return callM3('look', 'read', selectRows(query));
    if (look.outcome !== 'applied') return failWith(look.failure ?? m3Failure('m3.payment-outcome-unknown'));
    if (rowsOf(look, query).length > 0) return finish(view, look, query, prepayment);
    if (view.linkedId !== undefined) {
      const message = `The ledger shows no payment with the text “${prepayment.text}”.`;
      return failWith(m3Failure('m3.voucher-missing', { record: `payment ${view.input.paymentId}`, message }));
    }
    return enter(view, prepayment, query, settings);
  },
};

function enter(view: View, prepayment: Prepayment, query: TableQuery, settings: M3Settings): Action {
  const { cashDesk } = settings;
  if (!cashDesk) {
    const message = 'The connection names no cash desk (OIS215).';
    return failWith(m3Failure('m3.ledger-setup-missing', { field: 'cashDesk', message }));
  }
  const validated = view.calls.findLast(({ name }) => name === 'validate');
  const isAnew = validated?.outcome === 'refused' && validated.round < view.round;
  const number = validated && !isAnew ? numberOf(validated) : undefined;
  const begun = number === undefined ? begin(view, prepayment, settings) : { number };
  if (!('number' in begun)) return begun;
  const { customerNumber, currency } = view.input;
  const record = { ...deskOf(begun.number, prepayment, settings, customerNumber, currency), PYCD: prepayment.method };
  const way: OneWay = {
    name: 'validate',
    write: { program: PROGRAM, transactions: [{ transaction: 'Validate', record }] },
    lookName: 'look',
    look: selectRows(query),
    isThere: (look) => rowsOf(look, query).length > 0,
    unknown: m3Failure('m3.payment-outcome-unknown', {
      record: `payment ${view.input.paymentId}`,
      message: `Payment number ${begun.number} was validated, and the ledger shows no “${prepayment.text}”.`,
    }),
    why: `payment number ${begun.number} may still be posted`,
  };
  const passed = passOnce(view, settings, way);
  if ('next' in passed) return passed.next;
  return 'failure' in passed ? failWith(passed.failure) : finish(view, passed.seen, query, prepayment);
}

/** A payment number whose entry M3 has confirmed part by part in this round; one with a doubt is never gone on with. */
function begin(view: View, prepayment: Prepayment, settings: M3Settings): Ask | Fail | { readonly number: string } {
  const ofRound = view.calls.filter(({ round }) => round === view.round);
  const numbers = ofRound.filter(({ name }) => name === 'number');
  const taken = numbers.at(-1);
  const since = taken ? ofRound.slice(ofRound.indexOf(taken)).filter(({ effect }) => effect === 'write') : [];
  const doubtful = since.some(({ outcome }) => outcome === 'ambiguous');
  const refused = since.find(({ outcome }) => outcome === 'refused');
  if (refused) return failWith(refused.failure ?? m3Failure('m3.rejected'));
  if (!taken || doubtful) {
    if (numbers.length >= MOST_NUMBERS) return failWith(taken?.failure ?? m3Failure('m3.payment-outcome-unknown'));
    const record = { CSHD: settings.cashDesk };
    return callM3('number', 'write', {
      program: PROGRAM,
      transactions: [{ transaction: 'AddPaymentNo', record, columns: ['PMNB'], needs: ['PMNB'] }],
    });
  }
  const number = resultsOf([taken])[0]?.records[0]?.['PMNB'] ?? '';
  const { customerNumber, currency } = view.input;
  const { amount, day, text, method } = prepayment;
  const desk = deskOf(number, prepayment, settings, customerNumber, currency);
  if (!since.some(({ name }) => name === 'on-account')) {
    const record = { ...desk, YEA4: day.slice(0, 4), PMAM: amount, VTXT: text };
    return callM3('on-account', 'write', { program: PROGRAM, transactions: [{ transaction: 'AddOnAccount', record }] });
  }
  if (!since.some(({ name }) => name === 'means')) {
    const record = { ...desk, PYCD: method, PMAM: amount, '3RDI': prepayment.key };
    return callM3('means', 'write', { program: PROGRAM, transactions: [{ transaction: 'AddPayment', record }] });
  }
  return { number };
}

function deskOf(PMNB: string, { day }: Prepayment, { cashDesk }: M3Settings, PYNO: string, CUCD: string): MiRecord {
  return { PMNB, CSHD: cashDesk, PYNO, PYDT: day, CUCD };
}

function numberOf({ request }: CallRecord): string | undefined {
  const [call] = (request['transactions'] ?? []) as unknown as { record: MiRecord }[];
  return call?.record['PMNB'];
}

function textQuery({ text }: Prepayment, { company, division }: M3Settings): TableQuery {
  return { table: 'FGLEDG', columns: COLUMNS, where: { CONO: Number(company), DIVI: division, VTXT: text } };
}

function finish({ input, calls }: View, look: CallRecord, query: TableQuery, prepayment: Prepayment): Action {
  const rows = rowsOf(look, query);
  const numbers = new Set(rows.map(({ VSER = '', VONO = '', YEA4 = '' }) => `${YEA4} ${VSER} ${VONO}`));
  const record = `payment ${input.paymentId}`;
  if (numbers.size > 1) {
    const message = `The ledger has ${numbers.size} payments with the text “${prepayment.text}”.`;
    return failWith(m3Failure('m3.voucher-doubled', { record, message }));
  }
  if (!rows.every(({ CUAM = '', CUCD }) => CUCD === input.currency && prepayment.isAmount(CUAM))) {
    const message = `The ledger shows another amount than ${prepayment.amount} ${input.currency} for “${prepayment.text}”.`;
    return failWith(m3Failure('m3.payment-differs', { record, message }));
  }
  const validated = calls.findLast(({ name }) => name === 'validate');
  const paymentNumber = (validated && numberOf(validated)) ?? '';
  const { key, amount } = prepayment;
  return {
    do: 'done',
    output: { key, paymentNumber, amount, currency: input.currency, voucherNumber: rows[0]?.['VONO'] ?? '' },
    links: [postingLink('prepayment', input, key)],
  };
}
