import type { Failure } from '../../../../core/failure.ts';
import type { CallRecord } from '../../../../core/operation.ts';
import { readRequest } from '../../wire/request.ts';
import { type Asked, failureOf, resultsOf } from '../history.ts';
import type { OrderIntent } from './intent.ts';

/** The words of the step's input for M3's fields, by what was written. */
const FIELD_WORDS: Readonly<Record<'head' | 'address' | 'line' | 'charge', Readonly<Record<string, string>>>> = {
  head: {
    CUNO: 'customerNumber',
    ORTP: 'orderType',
    FACI: 'facility',
    WHLO: 'warehouse',
    CUCD: 'currency',
    TEPY: 'paymentTerms',
    PYCD: 'paymentMethod',
    PYRE: 'paymentReference',
    TEDL: 'deliveryTerms',
    MODL: 'deliveryMethod',
    LNCD: 'language',
    CUCH: 'salesChannel',
    ADID: 'shipTo.addressId',
    ORDT: 'orderDate',
    RLDT: 'requestedDate',
    RLDZ: 'requestedDate',
  },
  address: {
    CUNM: 'shipTo.name',
    CUA1: 'shipTo.addressLines',
    TOWN: 'shipTo.city',
    PONO: 'shipTo.postalCode',
    ECAR: 'shipTo.region',
    CSCD: 'shipTo.country',
  },
  line: {
    ITNO: 'itemNumber',
    ORQT: 'quantity',
    ALUN: 'unit',
    SAPR: 'price',
    WHLO: 'warehouse',
    DWDT: 'requestedDate',
    DWDZ: 'requestedDate',
    ITDS: 'description',
  },
  charge: { CRID: 'code', CRAM: 'amount' },
};

/** The first refusal of a call in the words of the order: which line or field of the input it is about. */
export function explainRefusal(call: CallRecord, intent: OrderIntent): Failure {
  const refusedOne = resultsOf([call]).find(({ error }) => error);
  const failure = (refusedOne ? failureOf(refusedOne) : undefined) ?? (call.failure as Failure);
  const place = placeOf(refusedOne ?? fromCheck(call), failure, intent);
  return place ? { ...failure, ...place } : failure;
}

/** What our own check of the request stumbled over: it names the transaction by its place in the request. */
function fromCheck({ request, failure }: CallRecord): Asked | undefined {
  const index = Number(failure?.evidence?.['index'] ?? 0);
  const { program, transactions } = readRequest(request);
  const call = transactions[index];
  return call ? { transaction: call.transaction, record: call.record, program, records: [] } : undefined;
}

function placeOf(
  asked: Asked | undefined,
  failure: Failure,
  intent: OrderIntent,
): Partial<Pick<Failure, 'field' | 'message'>> | undefined {
  if (!asked) return undefined;
  const m3Field = String((failure.evidence?.['m3Field'] as string | undefined) ?? '');
  const { transaction, record } = asked;
  if (/^Add(Batch|Order)Head$/.test(transaction)) return fieldOnly(FIELD_WORDS.head[m3Field]);
  if (/Address$/.test(transaction)) return fieldOnly(FIELD_WORDS.address[m3Field] ?? 'shipTo');
  if (/Line$/.test(transaction)) {
    const line = intent.lines.find(
      ({ lineNumber, index }) => (record['CUPO'] ?? '') === lineNumber || record['PONR'] === String(index + 1),
    );
    if (!line) return undefined;
    const field = `lines[${line.index}].${FIELD_WORDS.line[m3Field] ?? 'itemNumber'}`;
    return { field, message: `Line ${line.lineNumber} (item ${line.itemNumber}): ${failure.message}` };
  }
  if (/Ch(g|arge)$/.test(transaction)) {
    const charge = intent.charges.find(({ chargeId }) => chargeId === record['CRID']);
    return fieldOnly(charge ? `charges[${charge.index}].${FIELD_WORDS.charge[m3Field] ?? 'code'}` : undefined);
  }
  return undefined;
}

function fieldOnly(field: string | undefined): Pick<Failure, 'field'> | undefined {
  return field ? { field } : undefined;
}
