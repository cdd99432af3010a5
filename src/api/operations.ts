import type { Permission } from './permissions.ts';

/** Where a route is and who may use it. The schemas are in the file of its noun; `client.ts` needs only this. */
export interface OperationPlace {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** With `{name}` for parameters, as OpenAPI writes them. */
  readonly path: string;
  readonly permission: Permission;
}

/** Every route of the server, once: the API document, the permission check and the client are made from this table. */
export const OPERATIONS = {
  getToday: { method: 'get', path: '/api/v1/today', permission: 'today.read' },

  listRuns: { method: 'get', path: '/api/v1/runs', permission: 'runs.read' },
  getRun: { method: 'get', path: '/api/v1/runs/{id}', permission: 'runs.read' },
  listRunActions: { method: 'get', path: '/api/v1/runs/{id}/actions', permission: 'runs.read' },
  retryRun: { method: 'post', path: '/api/v1/runs/{id}/retry', permission: 'runs.retry' },
  releaseRun: { method: 'post', path: '/api/v1/runs/{id}/release', permission: 'runs.retry' },
  replayRun: { method: 'post', path: '/api/v1/runs/{id}/replay', permission: 'runs.retry' },
  cancelRun: { method: 'post', path: '/api/v1/runs/{id}/cancel', permission: 'runs.cancel' },

  listHolds: { method: 'get', path: '/api/v1/holds', permission: 'runs.read' },

  listWork: { method: 'get', path: '/api/v1/work', permission: 'work.read' },
  listWorkItems: { method: 'get', path: '/api/v1/work/items', permission: 'work.read' },
  listWorkPeople: { method: 'get', path: '/api/v1/work/people', permission: 'work.assign' },
  assignWork: { method: 'post', path: '/api/v1/work/assign', permission: 'work.assign' },
  snoozeWork: { method: 'post', path: '/api/v1/work/snooze', permission: 'work.assign' },
  previewWork: { method: 'post', path: '/api/v1/work/preview', permission: 'work.fix' },
  doWork: { method: 'post', path: '/api/v1/work/do', permission: 'runs.retry' },
  getRunFix: { method: 'get', path: '/api/v1/runs/{id}/fix', permission: 'work.read' },
  checkRunFix: { method: 'post', path: '/api/v1/runs/{id}/fix/check', permission: 'work.fix' },
  fixRun: { method: 'post', path: '/api/v1/runs/{id}/fix', permission: 'work.fix' },
  lookAtRun: { method: 'post', path: '/api/v1/runs/{id}/look', permission: 'work.fix' },

  listCustomers: { method: 'get', path: '/api/v1/customers', permission: 'customers.read' },
  getCustomer: { method: 'get', path: '/api/v1/customers/{connection}/{id}', permission: 'customers.read' },

  listConnectors: { method: 'get', path: '/api/v1/connectors', permission: 'connections.read' },
  listConnections: { method: 'get', path: '/api/v1/connections', permission: 'connections.read' },
  getConnection: { method: 'get', path: '/api/v1/connections/{name}', permission: 'connections.read' },
  saveConnection: { method: 'put', path: '/api/v1/connections/{name}', permission: 'connections.write' },
  deleteConnection: { method: 'delete', path: '/api/v1/connections/{name}', permission: 'connections.write' },
  importConnectionFile: {
    method: 'post',
    path: '/api/v1/connections/{name}/import-file',
    permission: 'connections.write',
  },
  testConnection: { method: 'post', path: '/api/v1/connections/{name}/test', permission: 'connections.test' },
  pauseConnection: { method: 'post', path: '/api/v1/connections/{name}/pause', permission: 'connections.pause' },
  resumeConnection: { method: 'post', path: '/api/v1/connections/{name}/resume', permission: 'connections.pause' },

  isolateOperation: {
    method: 'post',
    path: '/api/v1/connections/{name}/breaker/isolate',
    permission: 'connections.pause',
  },
  closeBreaker: {
    method: 'post',
    path: '/api/v1/connections/{name}/breaker/close',
    permission: 'connections.pause',
  },
  addWindow: { method: 'post', path: '/api/v1/connections/{name}/windows', permission: 'connections.pause' },
  removeWindow: {
    method: 'delete',
    path: '/api/v1/connections/{name}/windows/{id}',
    permission: 'connections.pause',
  },

  listFlows: { method: 'get', path: '/api/v1/flows', permission: 'flows.read' },
  getFlow: { method: 'get', path: '/api/v1/flows/{flow}', permission: 'flows.read' },
  setFlowSettings: { method: 'put', path: '/api/v1/flows/{flow}/settings', permission: 'flows.write' },
  runFlow: { method: 'post', path: '/api/v1/flows/{flow}/run', permission: 'flows.run' },
  pauseFlow: { method: 'post', path: '/api/v1/flows/{flow}/pause', permission: 'flows.pause' },
  resumeFlow: { method: 'post', path: '/api/v1/flows/{flow}/resume', permission: 'flows.pause' },
  validateFlow: { method: 'post', path: '/api/v1/flows/validate', permission: 'flows.read' },

  startSync: { method: 'post', path: '/api/v1/sync/{subject}', permission: 'sync.start' },
  getSync: { method: 'get', path: '/api/v1/sync/{id}', permission: 'runs.read' },

  listReconciliations: { method: 'get', path: '/api/v1/reconciliations', permission: 'reconcile.read' },
  startReconciliation: { method: 'post', path: '/api/v1/reconciliations', permission: 'reconcile.start' },
  getReconciliation: { method: 'get', path: '/api/v1/reconciliations/{id}', permission: 'reconcile.read' },
  stopReconciliation: { method: 'post', path: '/api/v1/reconciliations/{id}/stop', permission: 'reconcile.start' },
  exportDifferences: {
    method: 'get',
    path: '/api/v1/reconciliations/{id}/differences.csv',
    permission: 'reconcile.read',
  },
  listDifferences: { method: 'get', path: '/api/v1/differences', permission: 'reconcile.read' },
  repairDifferences: { method: 'post', path: '/api/v1/differences/repair', permission: 'reconcile.repair' },
  getDifference: { method: 'get', path: '/api/v1/differences/{id}', permission: 'reconcile.read' },
  repairDifference: { method: 'post', path: '/api/v1/differences/{id}/repair', permission: 'reconcile.repair' },

  listAlerts: { method: 'get', path: '/api/v1/alerts', permission: 'alerts.read' },
  acknowledgeAlert: { method: 'post', path: '/api/v1/alerts/{id}/acknowledge', permission: 'alerts.acknowledge' },
  listAlertRules: { method: 'get', path: '/api/v1/alert-rules', permission: 'alerts.read' },
  saveAlertRule: { method: 'put', path: '/api/v1/alert-rules/{name}', permission: 'alerts.rules' },
  deleteAlertRule: { method: 'delete', path: '/api/v1/alert-rules/{name}', permission: 'alerts.rules' },
  listAlertChannels: { method: 'get', path: '/api/v1/alert-channels', permission: 'alerts.read' },
  saveAlertChannel: { method: 'put', path: '/api/v1/alert-channels/{name}', permission: 'alerts.write' },
  deleteAlertChannel: { method: 'delete', path: '/api/v1/alert-channels/{name}', permission: 'alerts.write' },
  testAlertChannel: { method: 'post', path: '/api/v1/alert-channels/{name}/test', permission: 'alerts.rules' },

  getSeries: { method: 'get', path: '/api/v1/metrics/series', permission: 'metrics.read' },

  listAudit: { method: 'get', path: '/api/v1/audit', permission: 'audit.read' },

  listUsers: { method: 'get', path: '/api/v1/users', permission: 'users.read' },
  createUser: { method: 'post', path: '/api/v1/users', permission: 'users.write' },
  setUserRole: { method: 'put', path: '/api/v1/users/{id}/role', permission: 'users.write' },
  disableUser: { method: 'post', path: '/api/v1/users/{id}/disable', permission: 'users.write' },
  enableUser: { method: 'post', path: '/api/v1/users/{id}/enable', permission: 'users.write' },
  createUserLink: { method: 'post', path: '/api/v1/users/{id}/welcome-link', permission: 'users.write' },

  getSession: { method: 'get', path: '/api/v1/session', permission: 'signed-in' },
  signIn: { method: 'post', path: '/api/v1/session', permission: 'anyone' },
  signOut: { method: 'delete', path: '/api/v1/session', permission: 'signed-in' },
  checkWelcome: { method: 'post', path: '/api/v1/welcome/check', permission: 'anyone' },
  acceptWelcome: { method: 'post', path: '/api/v1/welcome', permission: 'anyone' },

  streamEvents: { method: 'get', path: '/api/v1/events', permission: 'signed-in' },
  getOpenApi: { method: 'get', path: '/api/v1/openapi.json', permission: 'signed-in' },

  receiveWebhook: { method: 'post', path: '/hooks/{connection}', permission: 'anyone' },
  getLive: { method: 'get', path: '/livez', permission: 'anyone' },
  getReady: { method: 'get', path: '/readyz', permission: 'anyone' },
  getMetrics: { method: 'get', path: '/metrics', permission: 'metrics.read' },
  getStarted: { method: 'get', path: '/startupz', permission: 'anyone' },
} as const satisfies Readonly<Record<string, OperationPlace>>;

export type OperationName = keyof typeof OPERATIONS;
