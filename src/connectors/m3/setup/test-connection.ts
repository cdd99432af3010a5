import type { Failure } from '../../../core/failure.ts';
import type { ConnectionCheck, ConnectionClient } from '../../kit/connector.ts';
import { loadMiTables } from '../metadata/load.ts';
import type { MiResult } from '../wire/decode.ts';
import { asRequest, type MiRecord, type MiTransactionCall } from '../wire/request.ts';
import { readReply } from '../wire/verdict.ts';
import { compareProgram, fieldListsToAsk, programsInUse } from './compare-metadata.ts';
import type { M3Settings } from './settings.ts';

/** Results of one question, or why it could not be asked. */
type Answer = readonly MiResult[] | Failure;

type Ask = (program: string, transactions: readonly MiTransactionCall[], maxRecords?: number) => Promise<Answer>;

const LARGEST_CLOCK_OFFSET_MS = 300_000;

/**
 * Looks at login, rights, clock, metadata and settings of a connection, with reads only. When the login fails the rest
 * is not tried. Each finding says in words what is wrong and what to do.
 */
export async function testConnection(
  client: ConnectionClient,
  settings: M3Settings,
): Promise<readonly ConnectionCheck[]> {
  const ask = askerFor(client, settings.apiVersion === 'v1' ? 1 : settings.bulkSize);
  const login = await checkLogin(ask, settings);
  if (login.some(({ result }) => result === 'fail')) return login;
  const rest = await Promise.all([checkClock(ask), checkMetadata(ask, settings), checkSetup(ask, settings)]);
  return [...login, ...checkSafety(settings), ...rest.flat()];
}

async function checkLogin(ask: Ask, settings: M3Settings): Promise<ConnectionCheck[]> {
  const answer = await ask('CRS610MI', [{ transaction: 'GetUserInfo', record: {} }]);
  if (isFailure(answer)) return [failed('login', answer)];
  const user = answer[0]?.records[0] ?? {};
  const { ZZUSID = 'unknown', ZDCONO = '', ZDDIVI = '', ZDDTFM = '', DSEP = '' } = user;
  const checks: ConnectionCheck[] = [
    pass(
      'login',
      `Signed in as M3 user ${ZZUSID} (company ${ZDCONO || settings.company}, division ${ZDDIVI || 'none'}, dates ${ZDDTFM || '?'}).`,
    ),
  ];
  if (DSEP && DSEP !== settings.decimalMark) {
    checks.push(
      warn(
        'decimal mark',
        `M3 user ${ZZUSID} writes decimals with "${DSEP}", the connection with "${settings.decimalMark}".`,
        'Set the user to a decimal point in M3 (MNS150), or change the decimal mark of the connection.',
      ),
    );
  }
  return checks;
}

function checkSafety({ quietTimeMs, sandbox, orderEntry }: M3Settings): ConnectionCheck[] {
  const minutes = `${quietTimeMs / 60_000} minutes`;
  const checks = sandbox
    ? [warn('sandbox', 'The connection is marked as a sandbox.', 'Take the mark away before real orders are sent.')]
    : [];
  if (orderEntry === 'direct') {
    checks.push(
      warn(
        'order entry',
        `Orders are entered directly: safety depends on the quiet time (${minutes}) being longer than any late answer.`,
        'Enter orders as drafts if you can.',
      ),
    );
  }
  return checks;
}

async function checkClock(ask: Ask): Promise<ConnectionCheck[]> {
  const askedAt = Date.now();
  const answer = await ask('CRS610MI', [{ transaction: 'GetServerTime', record: {} }]);
  if (isFailure(answer)) return [failed('clock', answer)];
  const theirs = Number(answer[0]?.records[0]?.['LMTS']);
  if (!theirs) return [warn('clock', 'M3 did not tell its time.', 'Nothing has to be done.')];
  const offsetMs = theirs - (askedAt + Date.now()) / 2;
  const seconds = Math.round(Math.abs(offsetMs) / 1_000);
  if (Math.abs(offsetMs) <= LARGEST_CLOCK_OFFSET_MS) return [pass('clock', `The clock of M3 differs by ${seconds} s.`)];
  return [
    warn(
      'clock',
      `The clock of M3 is ${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} ours.`,
      'Check the clock of this machine; changes may be seen late otherwise.',
    ),
  ];
}

async function checkMetadata(ask: Ask, settings: M3Settings): Promise<ConnectionCheck[]> {
  const uses = programsInUse(settings);
  const lists = await ask(
    'MRS001MI',
    uses.map(({ program }) => ({
      transaction: 'LstTransactions',
      record: { MINM: program },
      columns: ['MINM', 'TRNM'],
    })),
    0,
  );
  if (isFailure(lists)) return [failed('MI programs', lists, 'warn')];
  const findings: ConnectionCheck[] = [];
  for (const [index, use] of uses.entries()) {
    const there = new Set((lists[index]?.records ?? []).map(({ TRNM = '' }) => TRNM));
    const questions = fieldListsToAsk(use, there);
    const answer = questions.length === 0 ? [] : await ask('MRS001MI', questions, 0);
    const fields = isFailure(answer) ? [] : answer.map(({ records }) => records);
    findings.push(...compareProgram(loadMiTables(), use, there, fields));
  }
  if (findings.length > 0) return findings;
  return [pass('MI programs', `${uses.map(({ program }) => program).join(', ')} have what is needed.`)];
}

interface Existence {
  readonly name: string;
  readonly value: string;
  readonly program: string;
  readonly call: MiTransactionCall;
  /** True when a record of the answer is the one looked for. */
  readonly matches: (record: MiRecord) => boolean;
  readonly remedy: string;
}

function existences(settings: M3Settings): Existence[] {
  const { orderType, warehouse, facility, customerTemplate, guestPolicy, guestCustomer, defaultItem } = settings;
  const list = (transaction: string, columns: string[]): MiTransactionCall => ({ transaction, record: {}, columns });
  const warehouses = { transaction: 'LstWarehouses', record: {}, columns: ['WHLO', 'FACI'] };
  return [
    {
      name: 'order type',
      value: orderType,
      program: 'OIS100MI',
      call: list('LstOrderTypes', ['ORTP']),
      matches: ({ ORTP }) => ORTP === orderType,
      remedy: 'Set an order type that M3 has (OIS010).',
    },
    {
      name: 'warehouse',
      value: warehouse,
      program: 'MMS005MI',
      call: warehouses,
      matches: ({ WHLO }) => WHLO === warehouse,
      remedy: 'Set a warehouse that M3 has (MMS005).',
    },
    {
      name: 'facility',
      value: facility,
      program: 'MMS005MI',
      call: warehouses,
      matches: ({ FACI }) => FACI === facility,
      remedy: 'Set a facility that M3 has (CRS008) and that has a warehouse.',
    },
    {
      name: 'customer template',
      value: customerTemplate,
      program: 'CRS610MI',
      call: list('LstTemplates', ['CUNO']),
      matches: ({ CUNO }) => CUNO === customerTemplate,
      remedy: 'Set a customer template that M3 has (CRS610, status 00 to 10 templates).',
    },
    {
      name: 'customer of guests',
      value: guestPolicy === 'shared' ? guestCustomer : '',
      program: 'CRS610MI',
      call: { transaction: 'GetBasicData', record: { CUNO: guestCustomer }, columns: ['CUNO', 'STAT'] },
      matches: ({ STAT }) => STAT === '20',
      remedy: 'Set a customer with status 20 for guest orders.',
    },
    {
      name: 'default item',
      value: defaultItem,
      program: 'MMS200MI',
      call: { transaction: 'GetItmBasic', record: { ITNO: defaultItem }, columns: ['ITNO', 'STAT'] },
      matches: ({ ITNO }) => ITNO === defaultItem,
      remedy: 'Set an item that M3 has, or none.',
    },
  ];
}

async function checkSetup(ask: Ask, settings: M3Settings): Promise<ConnectionCheck[]> {
  const checks = existences(settings)
    .filter(({ value }) => value !== '')
    .map(async ({ name, value, program, call, matches, remedy }): Promise<ConnectionCheck> => {
      const answer = await ask(program, [call], 0);
      if (isFailure(answer)) {
        const absent = answer.kind === 'missing';
        return absent ? fail(name, `M3 has no ${name} ${value}.`, remedy) : failed(name, answer, 'warn');
      }
      if ((answer[0]?.records ?? []).some(matches)) return pass(name, `${sentence(name)} ${value} is there.`);
      return fail(name, `M3 has no usable ${name} ${value}.`, remedy);
    });
  return Promise.all(checks);
}

// ---------------------------------------------------------------- helpers

function askerFor(client: ConnectionClient, bulkSize: number): Ask {
  return async (program, transactions, maxRecords = 1) => {
    const results: MiResult[] = [];
    for (let at = 0; at < transactions.length; at += bulkSize) {
      const request = asRequest({ program, transactions: transactions.slice(at, at + bulkSize), maxRecords });
      const { reply, failure } = await client.send({ name: 'test', effect: 'read', request }, {});
      const part = readReply(reply);
      if (failure && (part.length === 0 || transactions.length === 1)) return failure;
      results.push(...part);
    }
    return results;
  };
}

function isFailure(answer: Answer): answer is Failure {
  return !Array.isArray(answer);
}

function failed(name: string, failure: Failure, result: 'warn' | 'fail' = 'fail'): ConnectionCheck {
  const remedy = failure.remedy ? { remedy: failure.remedy } : {};
  return { name, result, message: result === 'warn' ? `Not checked: ${failure.message}` : failure.message, ...remedy };
}

const pass = (name: string, message: string): ConnectionCheck => ({ name, result: 'pass', message });
const warn = (name: string, message: string, remedy: string): ConnectionCheck => ({
  name,
  result: 'warn',
  message,
  remedy,
});
const fail = (name: string, message: string, remedy: string): ConnectionCheck => ({
  name,
  result: 'fail',
  message,
  remedy,
});
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
