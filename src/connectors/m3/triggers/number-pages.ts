import type { JsonObject } from '../../../core/json.ts';
import type { ConnectionClient } from '../../kit/connector.ts';
import type { M3Settings } from '../setup/settings.ts';
import { FIRST } from '../wire/request.ts';
import { askAll } from './changed-rows.ts';

interface PageCursor {
  /** Last number of the page before; empty at the beginning. */
  readonly after: string;
  /** Makes the ids of the events: a page that is read again after a crash tells nothing twice. */
  readonly mark: string;
}

/** A list that begins at a number and reads on, page by page. */
export interface NumberList {
  readonly program: string;
  readonly transaction: string;
  /** Field of the number. */
  readonly field: string;
}

/** One page of a full reading of all numbers; `cursor` is undefined at the beginning. @throws PollFailed */
export async function readNumberPage(
  client: ConnectionClient,
  settings: M3Settings,
  { program, transaction, field }: NumberList,
  pageSize: number,
  cursor: JsonObject | undefined,
  now: number,
): Promise<{
  readonly numbers: readonly string[];
  readonly mark: string;
  readonly cursor: JsonObject;
  readonly more: boolean;
}> {
  const { after, mark } = (cursor as PageCursor | undefined) ?? { after: '', mark: `full-${now}` };
  const transactions = [{ transaction, record: { [field]: after || FIRST }, columns: [field] }];
  const [page] = await askAll(client, settings, program, transactions, pageSize);
  const shown = (page?.records ?? []).map((row) => row[field] ?? '');
  // Positioned on the last one of the page before, so that one comes again and is left out.
  const numbers = shown.filter((number) => number !== '' && number !== after);
  return {
    numbers,
    mark,
    cursor: { after: numbers.at(-1) ?? after, mark },
    more: shown.length >= pageSize && numbers.length > 0,
  };
}
