import type { SandboxSettings } from '../settings.ts';
import { type M3Sandbox, type M3SandboxOptions, startM3Sandbox } from '../server.ts';

/** What came back for one transaction, in short. */
interface Answer {
  status: number;
  records: Record<string, string>[];
  /** Message id of a refusal, or the type of a request fault; empty for a success. */
  error: string;
  field: string;
  /** Message without padding. */
  message: string;
}

interface Result {
  records?: Record<string, string>[];
  errorCode?: string;
  errorType?: string;
  errorField?: string;
  errorMessage?: string;
  notProcessed?: boolean;
}

interface Body {
  results?: Result[];
  terminationErrorType?: string;
  terminationReason?: string;
}

/** A signed-in client of a running sandbox, for tests of the sandbox itself. */
export interface Session {
  sandbox: M3Sandbox;
  token: string;
  /** Address of m3api-rest. */
  api: string;
  /** One v2 call, as `call('OIS100MI/GetHead', {ORNO: '…'})`; controls go after a semicolon of the name. */
  call: (name: string, input?: Record<string, string>) => Promise<Answer>;
  /** One v2 bulk call. */
  bulk: (
    program: string,
    transactions: readonly [string, Record<string, string>][],
  ) => Promise<Body & Record<string, unknown>>;
  control: (path: string, body: unknown) => Promise<Response>;
  settings: (patch: Partial<SandboxSettings>) => Promise<void>;
  ledger: () => Promise<Ledger>;
}

interface LedgerOrder {
  orderNumber: string;
  temporaryNumber: string;
  customerOrderNumber: string;
  customerReference: string;
  customer: string;
  status: string;
  stop: string;
  lines: { lineNumber: number; customerLine: string; itemNumber: string; quantity: string; price: string }[];
  charges: { id: string; amount: string; text: string }[];
}

interface Ledger {
  orders: LedgerOrder[];
  drafts: (LedgerOrder & { orderNumber: string | null; confirming: number })[];
  customers: { customerNumber: string; name: string; status: string }[];
  removed: { drafts: number; orders: number };
  calls: Record<string, number>;
  tokens: number;
}

/** Asks the token endpoint with the service account of the sandbox; `change` replaces or adds form fields. */
export async function askToken(
  { ionapi }: M3Sandbox,
  change: Record<string, string> = {},
): Promise<{ status: number; body: Record<string, string> }> {
  const { pu, ot, saak = '', sask = '', ci = '', cs = '' } = ionapi;
  const form = { grant_type: 'password', username: saak, password: sask, client_id: ci, client_secret: cs, ...change };
  const response = await fetch(`${pu}${ot}`, { method: 'POST', body: new URLSearchParams(form) });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

/** Starts a sandbox on a free port and signs in. */
export async function openSession(options: M3SandboxOptions = {}): Promise<Session> {
  return signIn(await startM3Sandbox(options));
}

/** Signs in to a running sandbox. */
export async function signIn(sandbox: M3Sandbox): Promise<Session> {
  const token = (await askToken(sandbox)).body['access_token'] ?? '';
  const api = `${sandbox.ionapi['iu']}/${sandbox.ionapi['ti']}/M3/m3api-rest`;
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  const session: Session = {
    sandbox,
    token,
    api,
    call: async (name, input = {}) => {
      const response = await fetch(`${api}/v2/execute/${name}?${new URLSearchParams(input)}`, { headers });
      return readAnswer(response.status, (await response.json()) as Body);
    },
    bulk: async (program, transactions) => {
      const list = transactions.map(([transaction, record]) => ({ transaction, record }));
      const body = JSON.stringify({ program, cono: 100, maxReturnedRecords: 0, transactions: list });
      const response = await fetch(`${api}/v2/execute`, { method: 'POST', headers, body });
      return (await response.json()) as Body & Record<string, unknown>;
    },
    control: (path, body) => fetch(`${sandbox.url}/sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) }),
    settings: async (patch) => {
      const response = await session.control('settings', patch);
      if (!response.ok) throw new Error(await response.text());
    },
    ledger: async () => (await (await fetch(`${sandbox.url}/sandbox/ledger`)).json()) as Ledger,
  };
  return session;
}

function readAnswer(status: number, { results = [], terminationErrorType, terminationReason }: Body): Answer {
  const [result = {}] = results;
  return {
    status,
    records: result.records ?? [],
    error: (result.errorCode || result.errorType || terminationErrorType) ?? '',
    field: result.errorField ?? '',
    message: (result.errorMessage ?? terminationReason ?? '').trim(),
  };
}

/** Stages an order with lines (item and quantity); answers its temporary number. */
export async function stageOrder(
  { call }: Session,
  head: Record<string, string>,
  lines: readonly (readonly [item: string, quantity: string])[] = [['PUMP-1001', '1']],
): Promise<string> {
  const staged = await call('OIS100MI/AddBatchHead', { CUNO: 'C100001', ...head });
  const number = staged.records[0]?.['ORNO'] ?? '';
  for (const [index, [item, quantity]] of lines.entries()) {
    await call('OIS100MI/AddBatchLine', { ORNO: number, ITNO: item, ORQT: quantity, CUPO: String(index + 1) });
  }
  return number;
}

/** Stages an order and confirms it; answers the number of the customer order, empty when it was refused. */
export async function placeOrder(
  session: Session,
  head: Record<string, string>,
  lines?: readonly (readonly [item: string, quantity: string])[],
): Promise<string> {
  const number = await stageOrder(session, head, lines);
  const confirmed = await session.call('OIS100MI/Confirm', { ORNO: number });
  return confirmed.records[0]?.['ORNO'] ?? '';
}
