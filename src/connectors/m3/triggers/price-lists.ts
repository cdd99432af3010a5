import type { ConnectionClient } from '../../kit/connector.ts';
import { headOf, type PriceHead } from '../operations/price-heads.ts';
import type { M3Settings } from '../setup/settings.ts';
import type { MiRecord } from '../wire/request.ts';
import { askAll } from './changed-rows.ts';

/** All price lists. */
export async function readHeads(client: ConnectionClient, settings: M3Settings): Promise<PriceHead[]> {
  const [list] = await askAll(client, settings, 'OIS017MI', [{ transaction: 'LstPriceList', record: {} }]);
  return (list?.records ?? []).map(headOf);
}

/** The rows of one price list. */
export async function readRows(
  client: ConnectionClient,
  settings: M3Settings,
  { priceList, currency, customer, validFrom }: PriceHead,
): Promise<readonly MiRecord[]> {
  const record = { PRRF: priceList, CUCD: currency, FVDT: validFrom, ...(customer ? { CUNO: customer } : {}) };
  const columns = ['PRRF', 'CUCD', 'CUNO', 'ITNO'];
  const [rows] = await askAll(client, settings, 'OIS017MI', [{ transaction: 'LstBasePrice', record, columns }]);
  return rows?.records ?? [];
}
