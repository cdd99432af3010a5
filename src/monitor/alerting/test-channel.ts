import { randomUUID } from 'node:crypto';
import type { AlertDesk, ChannelResult } from '../../engine/alert-ports.ts';
import { send, type SendDeps } from './send.ts';

interface TestDeps {
  readonly tenant: string;
  readonly environment: string;
  readonly consoleUrl: string;
  readonly desk: AlertDesk;
  readonly sending: SendDeps;
}

/** Sends a test over a channel now, and says how it went; undefined when there is no such channel. */
export async function testChannel(deps: TestDeps, name: string): Promise<ChannelResult | undefined> {
  const { tenant, environment, consoleUrl, desk, sending } = deps;
  const channel = await desk.openChannel(tenant, name);
  if (channel === undefined) return undefined;
  const at = sending.now();
  const alert = {
    id: randomUUID(),
    rule: 'test',
    subject: name,
    title: 'This is a test',
    severity: 'warning',
    summary: 'Somebody pressed the test button. Alerts reach this channel.',
    link: '/alerts',
    firedAt: at,
  } as const;
  const message = { id: randomUUID(), environment, consoleUrl, changes: [{ do: 'test', alert }] } as const;
  const { ok, message: words } = await send(sending, channel, message);
  const result = { at: new Date(at).toISOString(), ok, message: words };
  await desk.saveResult(tenant, name, result);
  return result;
}
