import type { Alert } from '../../core/alert/model.ts';
import type { AlertChannel } from '../../engine/alert-ports.ts';
import type { ServerDeps } from '../deps.ts';

const AT = '2026-11-21T10:00:00.000Z';

/** Any id is a living alert; the rule `late` and the channel `ops` are there, and `named`, which rules name. */
export function fakeAlerts(): Pick<ServerDeps, 'alerts' | 'testAlertChannel' | 'series'> {
  const alert: Alert = {
    id: '0190a1b2-0000-7000-8000-0000000000d1',
    rule: 'late',
    subject: 'order-to-cash',
    title: 'Work is late',
    severity: 'critical',
    state: 'firing',
    summary: '3 runs',
    link: '/orders',
    firedAt: Date.parse(AT),
    seenAt: Date.parse(AT),
  };
  const ops: AlertChannel = {
    name: 'ops',
    kind: 'webhook',
    title: 'Ops',
    enabled: true,
    settings: { url: 'https://ops.example/hook' },
    secrets: {},
    updatedAt: AT,
    updatedBy: 'ann@example.com',
  };
  return {
    alerts: {
      listRules: () => Promise.resolve([]),
      saveRule: () => Promise.resolve(),
      removeRule: (_, name) => Promise.resolve(name === 'late'),
      listChannels: () => Promise.resolve([ops]),
      saveChannel: (_, channel) => Promise.resolve({ ...ops, ...channel }),
      removeChannel: (_, name) =>
        Promise.resolve(name === 'named' ? { namedBy: ['late', 'held'] } : name === 'ops' ? 'removed' : 'missing'),
      openChannel: () => Promise.reject(new Error('the server never opens secrets')),
      saveResult: () => Promise.resolve(),
      listAlerts: () => Promise.resolve({ items: [alert] }),
      acknowledge: () => Promise.resolve(true),
      countLost: () => Promise.resolve(0),
    },
    testAlertChannel: (name) =>
      Promise.resolve(name === 'ops' ? { at: AT, ok: true, message: 'Taken with HTTP 200.' } : undefined),
    series: { rows: () => Promise.resolve([]) },
  };
}
