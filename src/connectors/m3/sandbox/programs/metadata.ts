import type { MiTransaction } from '../../metadata/tables.ts';
import { doneList, type Handlers, type MiCall } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import type { MiRecord } from '../state/effects.ts';

/** MRS001MI: M3 tells about its own programs, from the same tables that the checks use. */
export const metadataHandlers: Handlers = {
  'MRS001MI/LstPrograms': ({ sandbox }) =>
    doneList(
      [...sandbox.tables.keys()].map((name) => ({ MINM: name, OBNM: name, MIDS: `${name.slice(0, 6)} interface` })),
    ),
  'MRS001MI/LstTransactions': ({ sandbox, input }) => {
    const program = sandbox.tables.get(input['MINM'] ?? '');
    if (!program) return refuse('XRE0103', 'MINM', input['MINM']);
    const own = [...program.transactions.values()].filter((transaction) =>
      isThere(transaction, sandbox.settings.olderRelease),
    );
    return doneList(
      own.map(({ name, purpose }) => ({
        MINM: program.name,
        TRNM: name,
        TRDS: purpose.slice(0, 60),
        STAT: '20',
        SIMU: /^(Lst|Sel|Search)/.test(name) ? 'M' : 'S',
      })),
    );
  },
  'MRS001MI/LstFields': (call) => listFields(call),
  'MRS001MI/LstAdtFieldInf': (call) => listFields(call),
};

function isThere({ cloudEditionOnly }: MiTransaction, olderRelease: boolean): boolean {
  return !(cloudEditionOnly && olderRelease);
}

function listFields({ sandbox, input }: MiCall): ReturnType<typeof doneList> | ReturnType<typeof refuse> {
  const { MINM = '', TRNM = '', TRTP = 'I' } = input;
  const transaction = sandbox.tables.get(MINM)?.transactions.get(TRNM);
  if (!transaction || !isThere(transaction, sandbox.settings.olderRelease)) return refuse('XRE0103', 'TRNM', TRNM);
  let from = 16;
  return doneList(
    (TRTP === 'O' ? transaction.outputs : transaction.inputs).map(({ name, type, length, mandatory }): MiRecord => {
      const position = { FRPO: String(from), TOPO: String(from + length - 1) };
      from += length;
      const own = { FLNM: name, FLDS: name, LENG: String(length), TYPE: type, MAND: mandatory ? '1' : '0' };
      return { MINM, TRNM, TRTP, ...own, ...position, FLDP: '0', FLDX: '0' };
    }),
  );
}
