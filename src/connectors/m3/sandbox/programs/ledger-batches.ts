import { Decimal } from 'decimal.js';
import { isDate, isNumber } from '../../metadata/check-inputs.ts';
import { done, type Handlers, type MiCall, type Refusal } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import { ACCOUNTS, decimalsOf, LEDGER_INTERFACES } from '../state/accounts.ts';
import type { MiRecord } from '../state/effects.ts';
import type { LedgerBatch } from '../state/finance.ts';
import { CURRENCIES } from '../state/reference.ts';
import { isRefusal } from './checks.ts';
import { post } from './postings.ts';

/** GLS840MI: batches for the general ledger, by a key that the caller gives. */
export const ledgerBatchHandlers: Handlers = {
  'GLS840MI/AddBatchHead': ({ sandbox, input, division, company }) => {
    const { KEY1 = '', INTN = '', DESC = '' } = input;
    if (!Object.hasOwn(LEDGER_INTERFACES, INTN)) return refuse('WINTN03', 'INTN', INTN);
    if (sandbox.world.finance.ledgerBatches.has(KEY1)) return refuse('XRE0104', 'KEY1', KEY1);
    sandbox.commit({ kind: 'ledger.batch-added', batch: { key: KEY1, division, interfaceName: INTN, text: DESC } });
    return done({ CONO: company });
  },
  'GLS840MI/AddBatchLine': (call) => addLine(call, '1', unpacked),
  'GLS840MI/AddBatchLineFld': (call) => addLine(call, '2', ({ input }) => input),
  'GLS840MI/CtrlBatch': (call) => {
    const batch = openBatch(call);
    if (isRefusal(batch)) return batch;
    const wrong = firstError(batch);
    call.sandbox.commit({ kind: 'ledger.batch-checked', key: batch.key, status: wrong ? '30' : '20' });
    return wrong ?? done({ CONO: call.company });
  },
  'GLS840MI/UpdBatch': (call) => {
    const batch = openBatch(call);
    if (isRefusal(batch)) return batch;
    if (batch.status !== '20') return refuse('WST0301', 'KEY1', batch.status);
    const rows = [...batch.lines].sort(([left], [right]) => left - right).map(([, { fields }]) => fields);
    post(call.sandbox, {
      series: 'GLI',
      day: rows[0]?.['ACDT'] ?? '',
      text: rows[0]?.['VTXT'] ?? batch.text,
      source: batch.key,
      lines: rows.map((fields) => ({
        account: fields['AIT1'] ?? '',
        side: fields['DBCR'] === 'C' ? 'C' : 'D',
        amount: fields['CUAM'] ?? '0',
        currency: fields['CUCD'] ?? '',
        dimensions: Object.fromEntries(Object.entries(fields).filter(([name]) => /^AIT[2-7]$/.test(name))),
      })),
    });
    return done({ CONO: call.company });
  },
};

function openBatch({ sandbox, input }: MiCall): LedgerBatch | Refusal {
  const key = input['KEY1'] ?? '';
  const batch = sandbox.world.finance.ledgerBatches.get(key);
  if (!batch) return refuse('XRE0103', 'KEY1', key);
  return batch.status === '90' ? refuse('WST0301', 'KEY1', batch.status) : batch;
}

function addLine(
  call: MiCall,
  usage: '1' | '2',
  fieldsOf: (call: MiCall, batch: LedgerBatch) => Readonly<MiRecord>,
): ReturnType<Handlers[string]> {
  const batch = openBatch(call);
  if (isRefusal(batch)) return batch;
  if (LEDGER_INTERFACES[batch.interfaceName]?.usage !== usage) return refuse('WINTN01', 'INTN', batch.interfaceName);
  const line = Number(call.input['LINE']);
  if (batch.lines.has(line)) return refuse('XRE0104', 'LINE', String(line));
  const { CONO: _c, DIVI: _d, KEY1: _k, LINE: _l, PARM = '', ...fields } = call.input;
  call.sandbox.commit({
    kind: 'ledger.line-added',
    key: batch.key,
    line,
    fields: usage === '1' ? { ...fieldsOf(call, batch) } : fields,
    packed: PARM,
  });
  return done({ CONO: call.company });
}

function unpacked({ input }: MiCall, { interfaceName }: LedgerBatch): MiRecord {
  const record = input['PARM'] ?? '';
  const layout = Object.entries(LEDGER_INTERFACES[interfaceName]?.layout ?? {});
  return Object.fromEntries(
    layout.flatMap(([name, [first, last]]) => {
      const value = record.slice(first - 1, last).trim();
      return value === '' ? [] : [[name, value]];
    }),
  );
}

/** What keeps a batch from being posted: a value that is not set up, or debit and credit that differ in a group. */
function firstError({ key, lines }: LedgerBatch): Refusal | undefined {
  if (lines.size === 0) return refuse('GL84002', 'KEY1', key);
  const sums = new Map<string, Decimal>();
  for (const [number, { fields }] of lines) {
    const { AIT1 = '', CUCD = '', CUAM = '', DBCR = '', ACDT = '', GRNR = '' } = fields;
    if (!Object.hasOwn(ACCOUNTS, AIT1)) return refuse('WAIT103', 'AIT1', AIT1);
    if (!Object.hasOwn(CURRENCIES, CUCD)) return refuse('WCUCD03', 'CUCD', CUCD);
    if (!isNumber(CUAM) || new Decimal(CUAM).decimalPlaces() > decimalsOf(CUCD)) return refuse('XNU0000', 'CUAM', CUAM);
    if (DBCR !== 'D' && DBCR !== 'C') return refuse('WDBCR01', 'DBCR', String(number));
    if (!isDate(ACDT)) return refuse('XDT0001', 'ACDT', ACDT);
    const group = `${GRNR}/${CUCD}`;
    sums.set(group, (sums.get(group) ?? new Decimal(0)).add(DBCR === 'D' ? CUAM : new Decimal(CUAM).neg()));
  }
  const off = [...sums.values()].find((sum) => !sum.isZero());
  return off && refuse('GL84001', 'KEY1', off.toFixed());
}
