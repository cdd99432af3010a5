import type { OperationName } from '../../api/operations.ts';
import { FAILED_RUN_ID, RUN_ID } from './fake-deps.ts';
import { WORK_CAUSE } from './fake-work.ts';
import { DIFFERENCE_ID, RECONCILIATION_ID } from './fake-reconcile.ts';
import { WINDOW_ID } from './fake-standstill.ts';
import { USER_ID } from './fake-sign-in.ts';

/** A good request for every operation that takes one, against the fake world. */
export interface SampleRequest {
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: object;
}

const run = { id: RUN_ID };
const user = { id: USER_ID };
const m3 = { name: 'm3' };
const token = 'x'.repeat(43);

export const SAMPLES: Readonly<Partial<Record<OperationName, SampleRequest>>> = {
  getRun: { params: run },
  listRunActions: { params: run },
  retryRun: { params: run, body: {} },
  releaseRun: { params: run, body: { verb: 'edit', input: { itemNumber: 'A1' }, reason: 'typo' } },
  replayRun: { params: { id: FAILED_RUN_ID }, body: { reason: 'again' } },
  cancelRun: { params: run, body: { reason: 'ordered twice' } },
  assignWork: { body: { causes: [WORK_CAUSE], owner: 'me' } },
  snoozeWork: { body: { runIds: [RUN_ID], until: '2026-11-22T09:00:00.000Z' } },
  previewWork: { body: { verb: 'retry', filter: {} } },
  doWork: { body: { verb: 'retry', filter: { queue: 'item-setup' }, expect: 1, reason: 'item is there now' } },
  getRunFix: { params: run },
  checkRunFix: { params: run, body: { changes: [{ path: 'a', value: '2' }] } },
  fixRun: { params: run, body: { changes: [{ path: 'a', value: '2' }], reason: 'typo' } },
  lookAtRun: { params: run, body: {} },
  getConnection: { params: m3 },
  saveConnection: { params: m3, body: { connector: 'm3', settings: { baseUrl: 'https://m3.example' } } },
  deleteConnection: { params: { name: 'store' } },
  importConnectionFile: { params: m3, body: { connector: 'm3', text: 'file secret' } },
  testConnection: { params: m3, body: {} },
  pauseConnection: { params: m3, body: { reason: 'upgrade' } },
  resumeConnection: { params: m3, body: {} },
  isolateOperation: { params: m3, body: { operation: 'order.create', reason: 'wrong prices' } },
  closeBreaker: { params: m3, body: { operation: 'order.create' } },
  addWindow: { params: m3, body: { reason: 'month end', cron: '0 2 * * 0', minutes: 120 } },
  removeWindow: { params: { name: 'm3', id: WINDOW_ID } },
  pauseFlow: { params: { flow: 'order-to-cash' }, body: { reason: 'prices are wrong' } },
  resumeFlow: { params: { flow: 'order-to-cash' }, body: {} },
  getCustomer: { params: { connection: 'm3', id: 'WEB000017' } },
  getFlow: { params: { flow: 'order-to-cash' } },
  setFlowSettings: { params: { flow: 'order-to-cash' }, body: { settings: { safetyStock: 5 }, reason: 'season' } },
  runFlow: { params: { flow: 'nightly' }, body: {} },
  validateFlow: { body: { files: [{ path: 'flow.yaml', text: 'flow: x' }] } },
  startSync: { params: { subject: 'stock' }, body: {} },
  getSync: { params: run },
  startReconciliation: { body: { subjects: ['customers'] } },
  getReconciliation: { params: { id: RECONCILIATION_ID } },
  stopReconciliation: { params: { id: RECONCILIATION_ID }, body: {} },
  exportDifferences: { params: { id: RECONCILIATION_ID } },
  getDifference: { params: { id: DIFFERENCE_ID } },
  repairDifference: { params: { id: DIFFERENCE_ID }, body: { verb: 'push-again' } },
  repairDifferences: { body: { verb: 'adopt', filter: { kind: 'field' }, expect: 1 } },
  acknowledgeAlert: { params: run, body: { note: 'on it' } },
  saveAlertRule: {
    params: { name: 'late' },
    body: { kind: 'queue-age', title: 'Late', enabled: true, severity: 'warning', values: { minutes: 10 } },
  },
  deleteAlertRule: { params: { name: 'late' } },
  saveAlertChannel: {
    params: { name: 'ops' },
    body: { kind: 'webhook', title: 'Ops', settings: { url: 'https://ops.example/hook' } },
  },
  deleteAlertChannel: { params: { name: 'ops' } },
  testAlertChannel: { params: { name: 'ops' }, body: {} },
  createUser: { body: { name: 'Bob', email: 'bob@example.com', role: 'viewer' } },
  setUserRole: { params: user, body: { role: 'operator' } },
  disableUser: { params: user, body: {} },
  enableUser: { params: user, body: {} },
  createUserLink: { params: user, body: {} },
  signIn: { body: { email: 'ann@example.com', password: 'right' } },
  checkWelcome: { body: { token } },
  acceptWelcome: { body: { token, name: 'Ann', email: 'ann@example.com', password: 'correct horse battery' } },
  receiveWebhook: { params: { connection: 'store' } },
};
