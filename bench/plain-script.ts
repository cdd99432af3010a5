import { Pool } from 'undici';
import type { LineMode } from './bench-server.ts';
import { NotedCalls, type Notebook, openNotebook } from './notebook.ts';
import type { Answer, Row, SystemCalls, Transaction } from './system-calls.ts';

/**
 * The ceiling: what an engineer would write without a platform. It makes the calls of the flow order-to-cash one after
 * the other, many orders at the same time, over keep-alive sockets. It keeps nothing, repeats nothing, and forgets all
 * when it ends. Runs as a process of its own and takes its work over the channel to its parent. With a notebook it
 * writes down what it sends and what is answered, and nothing else: the least that any durable way costs.
 */

/** What the script is told once. */
export interface ScriptAccess {
  readonly storeApiUrl: string;
  readonly userName: string;
  readonly password: string;
  /** Content of M3's `.ionapi` file. */
  readonly ionapi: string;
  readonly inFlight: number;
  /** A database to write each call down in; left out, nothing is kept. */
  readonly notebook?: string;
}

export interface ScriptWork {
  readonly access: ScriptAccess;
  readonly orderIds: readonly number[];
  readonly lineMode: LineMode;
}

export interface ScriptReport {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly cpuMs: number;
  readonly failure?: string;
}

const COUNTRIES: Record<string, string> = { USA: 'US', CAN: 'CA', GBR: 'GB', DEU: 'DE', SWE: 'SE', NOR: 'NO' };
const EMBEDDED = new Set(['Totals', 'SerializableAttributes', 'ShippingDetail']);

/** Both systems, signed in. */
class Systems implements SystemCalls {
  readonly #store: Pool;
  readonly #storePath: string;
  readonly #m3: Pool;
  readonly #m3Path: string;
  #session = '';
  #token = '';

  constructor(access: ScriptAccess) {
    const store = new URL(access.storeApiUrl);
    const ionapi = JSON.parse(access.ionapi) as Record<string, string>;
    const options = { connections: access.inFlight, pipelining: 1 };
    this.#store = new Pool(store.origin, options);
    this.#storePath = store.pathname.replace(/\/$/, '');
    this.#m3 = new Pool(ionapi['iu'] ?? '', options);
    this.#m3Path = `/${ionapi['ti']}/M3/m3api-rest/v2/execute`;
  }

  async signIn({ userName, password, ionapi }: ScriptAccess): Promise<void> {
    const login = await this.#post(this.#store, `${this.#storePath}/auth/identity`, {
      UserName: userName,
      Password: password,
    });
    this.#session = String(login['SessionId']);
    const { ci = '', cs = '', saak = '', sask = '', pu = '', ot = '' } = JSON.parse(ionapi) as Record<string, string>;
    const form = { grant_type: 'password', username: saak, password: sask, client_id: ci, client_secret: cs };
    const response = await fetch(new URL(ot, pu), { method: 'POST', body: new URLSearchParams(form) });
    this.#token = ((await response.json()) as { access_token: string }).access_token;
  }

  async store(method: 'GET' | 'PUT' | 'PATCH', path: string, body?: Row): Promise<Row> {
    const { statusCode, body: answer } = await this.#store.request({
      method,
      path: this.#storePath + path,
      headers: {
        'x-ss-pid': this.#session,
        'x-ss-opt': 'perm',
        accept: 'application/json',
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body ? JSON.stringify(body) : null,
    });
    const value = (await answer.json()) as Row;
    if (statusCode !== 200) throw new Error(`The store answered ${statusCode}: ${JSON.stringify(value)}`);
    return value;
  }

  async m3(program: string, transactions: Transaction[], maxReturnedRecords = 1): Promise<Answer[]> {
    const body = { program, cono: 100, divi: 'AAA', excludeEmptyValues: true, rightTrim: true };
    const reply = await this.#post(
      this.#m3,
      this.#m3Path,
      { ...body, maxReturnedRecords, transactions },
      { authorization: `Bearer ${this.#token}` },
    );
    const results = reply['results'] as Answer[];
    const refused = results.find(({ errorMessage }) => errorMessage);
    if (refused) throw new Error(`M3 refused ${program}: ${refused.errorMessage}`);
    return results;
  }

  async #post(pool: Pool, path: string, body: object, headers: Record<string, string> = {}): Promise<Row> {
    const { statusCode, body: answer } = await pool.request({
      method: 'POST',
      path,
      headers: { ...headers, accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${await answer.text()}`);
    return (await answer.json()) as Row;
  }
}

/** One order from the store into M3 and back. */
async function carry(systems: SystemCalls, id: number, lineMode: LineMode): Promise<void> {
  const order = await readOrder(systems, id);
  const lines = order['SalesItems'] as Row[];
  const items = lines.map(({ Sku }) => ({
    transaction: 'GetItmBasic',
    record: { ITNO: String(Sku) },
    selectedColumns: ['ITNO', 'STAT', 'UNMS'],
  }));
  await systems.m3('MMS200MI', items);
  const [head] = await systems.m3('OIS100MI', [headOf(order)]);
  const ORNO = head?.records?.[0]?.['ORNO'] ?? '';
  const contents = [addressOf(order, ORNO), ...lines.map((line, index) => lineOf(line, index, ORNO))];
  const size = lineMode === 'bulk' ? contents.length : 1;
  for (let at = 0; at < contents.length; at += size) await systems.m3('OIS100MI', contents.slice(at, at + size));
  await systems.m3('OIS275MI', readBack(ORNO), 0);
  const confirm = { transaction: 'Confirm', record: { ORNO }, selectedColumns: ['ORNO', 'STAT'] };
  const [confirmed] = await systems.m3('OIS100MI', [confirm]);
  const orderNumber = confirmed?.records?.[0]?.['ORNO'] ?? '';
  await systems.m3('OIS100MI', readLive(orderNumber, id), 0);
  await writeKey(systems, id, orderNumber);
  await readOrder(systems, id);
  await systems.store('PATCH', `/Ordering/SalesOrder/Confirm/${id}`);
}

function readOrder(systems: SystemCalls, id: number): Promise<Row> {
  return systems.store('GET', `/Ordering/SalesOrder/ID/${id}?noCache=${Date.now()}`);
}

async function writeKey(systems: SystemCalls, id: number, orderNumber: string): Promise<void> {
  const record = await readOrder(systems, id);
  const own = Object.entries(record).filter(
    ([name, value]) => !Array.isArray(value) && (typeof value !== 'object' || value === null || EMBEDDED.has(name)),
  );
  await systems.store('PUT', '/Ordering/SalesOrder/Update', { ...Object.fromEntries(own), CustomKey: orderNumber });
}

function headOf(order: Row): Transaction {
  const [first] = order['SalesItems'] as Record<string, string>[];
  const record = {
    CUNO: String(order['AccountKey']),
    ORTP: 'WEB',
    FACI: '001',
    WHLO: '001',
    CUOR: String(order['ID']),
    CUCD: first?.['SellingCurrencyKey'] ?? 'USD',
    ORDT: String(order['CreatedDate']).slice(0, 10).replaceAll('-', ''),
  };
  return { transaction: 'AddBatchHead', record, selectedColumns: ['ORNO'] };
}

function addressOf(order: Row, ORNO: string): Transaction {
  const contact = order['ShippingContact'] as Row;
  const { Company, Street1, City, PostalCode, CountryKey } = contact['Address'] as Record<string, string>;
  const { FullName = '', Phone1 = '' } = contact as Record<string, string>;
  const record = {
    ORNO,
    ADRT: '1',
    CUNM: Company ?? FullName,
    CUA1: Street1 ?? '',
    TOWN: City ?? '',
    PONO: PostalCode ?? '',
    CSCD: COUNTRIES[CountryKey ?? ''] ?? '',
    PHN2: Phone1,
  };
  return { transaction: 'AddBatchAddress', record };
}

function lineOf(line: Row, index: number, ORNO: string): Transaction {
  const record = {
    ORNO,
    CUPO: String(index + 1),
    ITNO: String(line['Sku']),
    ORQT: String(line['Quantity']),
    ALUN: String(line['UnitOfMeasure']),
    SAPR: String(line['UnitSoldPriceInSellingCurrency'] ?? line['UnitSoldPrice']),
  };
  return { transaction: 'AddBatchLine', record, selectedColumns: ['PONR', 'POSX'] };
}

function readBack(ORNO: string): Transaction[] {
  return [
    { transaction: 'GetBatchHead', record: { ORNO }, selectedColumns: ['ORNO', 'CUNO', 'CUOR', 'YREF', 'STAT'] },
    { transaction: 'LstBatchLine', record: { ORNO }, selectedColumns: ['PONR', 'CUPO', 'ITNO', 'ORQT', 'SAPR'] },
  ];
}

/** Puts the web order's number where a draft has its mark, and reads the order, in one call. */
function readLive(ORNO: string, id: number): Transaction[] {
  const head = ['ORNO', 'CUNO', 'ORSL', 'ORST', 'OBLC', 'NTAM', 'EXAM', 'CUOR', 'YREF'];
  const line = ['PONR', 'POSX', 'CUPO', 'ITNO', 'ORQT', 'ORQA', 'ORST'];
  return [
    { transaction: 'ChgOrderRef', record: { ORNO, YREF: `Web order ${id}` } },
    { transaction: 'GetHead', record: { ORNO }, selectedColumns: head },
    { transaction: 'LstLine', record: { ORNO }, selectedColumns: line },
  ];
}

let systems: Systems | undefined;
let notebook: Notebook | undefined;

async function work({ access, orderIds, lineMode }: ScriptWork): Promise<ScriptReport> {
  if (!systems) {
    systems = new Systems(access);
    await systems.signIn(access);
    if (access.notebook !== undefined) notebook = await openNotebook(access.notebook);
  }
  const signedIn = systems;
  const book = notebook;
  const before = process.cpuUsage();
  const startedAt = Date.now();
  const left = orderIds.values();
  const carryAll = async (): Promise<void> => {
    for (const id of left) {
      const noted = book && new NotedCalls(signedIn, book, id);
      await carry(noted ?? signedIn, id, lineMode);
      await noted?.end();
    }
  };
  await Promise.all(Array.from({ length: access.inFlight }, carryAll));
  const { user, system } = process.cpuUsage(before);
  return { startedAt, cpuMs: (user + system) / 1_000 };
}

process.on('message', (message) => {
  work(message as ScriptWork).then(
    (report) => process.send?.(report),
    (error: unknown) => process.send?.({ startedAt: 0, cpuMs: 0, failure: String(error) } satisfies ScriptReport),
  );
});
process.on('disconnect', () => process.exit(0));
