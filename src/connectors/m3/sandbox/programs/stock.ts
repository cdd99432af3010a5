import { CATALOGUE_WAREHOUSES } from '../../../kit/sandbox/catalogue.ts';
import { done, doneList, type Handlers, type MiCall, type Refusal } from '../mi/call.ts';
import { refuse } from '../mi/refusals.ts';
import { dayAfter, dayOf } from '../state/dates.ts';
import type { MiRecord } from '../state/effects.ts';
import type { Item } from '../state/items.ts';
import { quantityText } from '../state/quantities.ts';
import { EAN_CATEGORY, FACILITIES } from '../state/reference.ts';
import { afterReservations, allocatable, type Balance, balanceKey } from '../state/stock.ts';
import { isRefusal, itemOf, unknownCode } from './checks.ts';
import { itemRecord } from './items.ts';

/** SSQT: what planning keeps back, the same for every item here. */
const SAFETY_STOCK = '10';

/** Balances (MMS200MI), aliases (MMS025MI) and warehouses (MMS005MI). */
export const stockHandlers: Handlers = {
  'MMS200MI/GetItmWhsBal': (call) => {
    const found = balanceOf(call, call.input['ITNO']);
    return isRefusal(found) ? found : done(balanceRecord(found.balance, call.sandbox.now()));
  },
  'MMS200MI/GetItmWhsBasic': (call) => {
    const found = balanceOf(call, call.input['ITNO']);
    if (isRefusal(found)) return found;
    const { balance, item } = found;
    const supply = { SSQT: SAFETY_STOCK, REOP: '50', LEAT: '14', LEA1: '14', PUIT: '2', PLCD: '', SUNO: 'SUPPLIER01' };
    return done({ ...itemRecord(item), ...place(balance.warehouse), ...supply });
  },
  'MMS200MI/GetSumWhsBal': (call) => {
    const alias = call.input['POPN'] ?? '';
    const { items, aliases } = call.sandbox.world;
    const itemNumber = items.has(alias) ? alias : aliases.get(`${EAN_CATEGORY}/${alias}`);
    if (itemNumber === undefined) return refuse('WPO0403', 'POPN', alias);
    const found = balanceOf(call, itemNumber);
    if (isRefusal(found)) return found;
    return done({ ...summedRecord(found.item, found.balance, call.sandbox.now()), POPN: alias });
  },
  'MMS200MI/LstSumWhsBal': ({ sandbox, input, maxRecords }) => {
    const bad = unknownCode(input);
    if (bad) return bad;
    const { WHLO = '', POPN = '', INVF } = input;
    // The list begins at the item that is named and goes on: it does not filter.
    const rows = [...sandbox.world.items.values()]
      .filter(({ itemNumber }) => itemNumber >= POPN)
      .sort((left, right) => (left.itemNumber < right.itemNumber ? -1 : 1))
      .flatMap((item) => {
        const balance = sandbox.world.balances.get(balanceKey(item.itemNumber, WHLO));
        return balance && !(INVF === '1' && balance.onHand === 0) ? [{ item, balance }] : [];
      });
    return doneList(rows.slice(0, maxRecords).map(({ item, balance }) => summedRecord(item, balance, sandbox.now())));
  },
  'MMS200MI/LstItmWhsByItm': ({ sandbox, input }) => {
    const item = itemOf(sandbox, input['ITNO']);
    if (isRefusal(item)) return item;
    return doneList(
      CATALOGUE_WAREHOUSES.filter(({ code }) => sandbox.world.balances.has(balanceKey(item.itemNumber, code))).map(
        ({ code }) => ({ ...itemRecord(item), ...place(code), LEAT: '14', PUIT: '2' }),
      ),
    );
  },
  'MMS025MI/GetItem': ({ sandbox, input }) => {
    const { ALWT = '', POPN = '' } = input;
    const itemNumber = sandbox.world.aliases.get(`${Number(ALWT)}/${POPN}`);
    return itemNumber === undefined
      ? refuse('WPO0403', 'POPN', POPN)
      : done(aliasRecord(Number(ALWT), POPN, itemNumber));
  },
  'MMS025MI/LstAlias': ({ sandbox, input }) => {
    const item = itemOf(sandbox, input['ITNO']);
    if (isRefusal(item)) return item;
    return doneList(aliases(sandbox.world.aliases).filter(({ ITNO }) => ITNO === item.itemNumber));
  },
  'MMS025MI/LstAliasViaCat': ({ sandbox, input }) =>
    doneList(aliases(sandbox.world.aliases).filter(({ ALWT }) => ALWT === String(Number(input['ALWT'] ?? '0')))),
  'MMS005MI/LstWarehouses': ({ sandbox, input }) =>
    doneList(
      CATALOGUE_WAREHOUSES.slice(0, sandbox.world.size.warehouses)
        .filter(({ code }) => code >= (input['FWHL'] ?? '') && code <= (input['TWHL'] ?? 'ZZZ'))
        .map(({ code, city }) => ({
          CONO: '100',
          ...place(code),
          TOWN: city,
          CSCD: 'US',
          TIZO: 'UTC',
          ADR1: '1 Depot Road',
          WHTY: '10',
        })),
    ),
};

function balanceOf(
  { sandbox, input }: MiCall,
  itemNumber: string | undefined,
): { item: Item; balance: Balance } | Refusal {
  const item = itemOf(sandbox, itemNumber);
  if (isRefusal(item)) return item;
  const bad = unknownCode(input);
  if (bad) return bad;
  const balance = sandbox.world.balances.get(balanceKey(item.itemNumber, input['WHLO'] ?? ''));
  return balance ? { item, balance } : refuse('XRE0103', 'ITNO', item.itemNumber);
}

function balanceRecord(balance: Balance, now: number): MiRecord {
  const onHand = quantityText(balance.onHand);
  return {
    CONO: '100',
    ITNO: balance.itemNumber,
    ...place(balance.warehouse),
    STQT: onHand,
    AVAL: onHand,
    QUQT: '0',
    RJQT: '0',
    ALQT: quantityText(balance.allocated),
    REQT: quantityText(balance.reserved),
    AV01: quantityText(allocatable(balance)),
    AV02: quantityText(afterReservations(balance)),
    ORQT: '0',
    LTDT: dayAfter(now, 14),
    PFDT: dayAfter(now, 30),
    ODDT: dayOf(balance.changedAt),
  };
}

function summedRecord({ itemNumber, fields }: Item, balance: Balance, now: number): MiRecord {
  const { ITDS = '', STAT = '', UNMS = '' } = fields;
  return { ...balanceRecord(balance, now), POPN: itemNumber, ITDS, STAT, UNMS, SSQT: SAFETY_STOCK };
}

function place(warehouse: string): MiRecord {
  const name = CATALOGUE_WAREHOUSES.find(({ code }) => code === warehouse)?.name ?? '';
  return { WHLO: warehouse, WHNM: name, FACI: warehouse, DIVI: FACILITIES[warehouse]?.division ?? 'AAA' };
}

function aliases(known: ReadonlyMap<string, string>): MiRecord[] {
  return Array.from(known, ([key, itemNumber]) => {
    const [category = '', alias = ''] = key.split('/');
    return aliasRecord(Number(category), alias, itemNumber);
  });
}

function aliasRecord(category: number, alias: string, itemNumber: string): MiRecord {
  return {
    CONO: '100',
    ALWT: String(category),
    ALWQ: 'EA13',
    ITNO: itemNumber,
    POPN: alias,
    VFDT: '20250102',
    LMDT: '20250102',
  };
}
