import { done, doneList, type Done, type Handlers, type MiCall, type Refusal } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import { dayOf } from '../state/dates.ts';
import type { MiRecord } from '../state/effects.ts';
import type { Item } from '../state/items.ts';
import type { World } from '../state/world.ts';
import { badNumber, isRefusal, itemOf, unknownCode } from './checks.ts';
import { matchesSearch, readSearch } from './search-text.ts';

/** MMS200MI: the item master. */
export const itemHandlers: Handlers = {
  'MMS200MI/GetItmBasic': read,
  'MMS200MI/GetItmPrice': read,
  'MMS200MI/UpdItmPrice': ({ sandbox, input }) => {
    const item = itemOf(sandbox, input['ITNO']);
    if (isRefusal(item)) return item;
    const bad = unknownCode(input) ?? badNumber(input);
    if (bad) return bad;
    const { CONO: _company, CHNO: counter, ITNO: _number, ...fields } = input;
    if (counter !== undefined && Number(counter) !== item.changeNumber) return refuse('XUP0001', 'CHNO', counter);
    sandbox.commit({ kind: 'item.changed', itemNumber: item.itemNumber, fields });
    return done();
  },
  'MMS200MI/LstItmByItm': (call) => list(call, (item) => item.itemNumber >= (call.input['ITNO'] ?? '')),
  'MMS200MI/LstItmByChgDate': (call) => {
    const { FLMD = '0', TLMD = '99999999' } = call.input;
    return list(call, ({ changedAt }) => dayOf(changedAt) >= FLMD && dayOf(changedAt) <= TLMD);
  },
  'MMS200MI/SelItem': (call) => {
    const { FRIT = '', TOIT = '\uffff', LMTS = '0', LMDT = '0' } = call.input;
    return list(
      call,
      ({ itemNumber, changedAt }) =>
        itemNumber >= FRIT && itemNumber <= TOIT && changedAt >= Number(LMTS) && dayOf(changedAt) >= LMDT,
    );
  },
  'MMS200MI/SearchItem': (call) => {
    const terms = readSearch(call.input['SQRY'] ?? '');
    if (!terms) return refuse('WSQRY01', 'SQRY', call.input['SQRY']);
    const indexedUntil = call.sandbox.now() - call.sandbox.settings.searchLagMs;
    return list(call, (item) => item.changedAt <= indexedUntil && matchesSearch(terms, item.fields));
  },
  'MMS200MI/LstItmAltUnitMs': (call) => {
    const { FITN = '', TITN = '' } = call.input;
    const boxes = sortedItems(call).filter(
      ({ itemNumber, fields }) => itemNumber >= FITN && itemNumber <= TITN && fields['ALUC'] === '1',
    );
    return doneList(boxes.slice(0, call.maxRecords).map(alternateUnit));
  },
};

function read({ sandbox, input }: MiCall): Done | Refusal {
  const item = itemOf(sandbox, input['ITNO']);
  return isRefusal(item) ? item : done(itemRecord(item));
}

/** An item as M3 returns it. */
export function itemRecord({ fields, changedAt, changeNumber }: Item): MiRecord {
  return {
    CONO: '100',
    ...fields,
    CUCD: 'USD',
    PUPR: '0',
    SAPB: fields['SAPR'] ?? '0',
    LMDT: dayOf(changedAt),
    CHNO: String(changeNumber),
  };
}

function list(call: MiCall, wanted: (item: Item) => boolean): Done {
  const records: MiRecord[] = [];
  for (const item of sortedItems(call)) {
    if (records.length >= call.maxRecords) break;
    if (wanted(item)) records.push(itemRecord(item));
  }
  return doneList(records);
}

/** Item numbers in order. Items are never removed, so as many as before are the same as before. */
const sortedNumbers = new WeakMap<World, string[]>();

function sortedItems({ sandbox: { world } }: MiCall): Item[] {
  let numbers = sortedNumbers.get(world);
  if (numbers?.length !== world.items.size) {
    numbers = [...world.items.keys()].sort((left, right) => (left < right ? -1 : 1));
    sortedNumbers.set(world, numbers);
  }
  return numbers.flatMap((number) => world.items.get(number) ?? []);
}

function alternateUnit(item: Item): MiRecord {
  const { ITNO = '', ITDS = '', FUDS = '', ALUN = '' } = item.fields;
  // Ten pieces are one box: factor 10, divided (DMCF 2) to come to the basic unit.
  return { ITNO, ITDS, FUDS, ALUN, AUTP: '1', TX40: 'Pieces', DCCD: '0', COFA: '10', DMCF: '2', AUS1: '1' };
}
