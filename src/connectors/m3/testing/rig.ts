import type { Json, JsonObject } from '../../../core/json.ts';
import type { Call, CallRecord, CallResult } from '../../../core/operation.ts';
import type { ConnectionClient, ConnectionConfig } from '../../kit/connector.ts';
import { type Driven, driveOperation } from '../../kit/drive.ts';
import type { FaultKind } from '../../kit/sandbox/faults.ts';
import { m3Connector } from '../connector.ts';
import type { M3SandboxOptions } from '../sandbox/server.ts';
import { openSession, type Session } from '../sandbox/testing/session.ts';

interface DriveChoices {
  readonly settings?: JsonObject;
  readonly linkedId?: string;
  readonly calls?: readonly CallRecord[];
  readonly round?: number;
  readonly stepKey?: string;
  readonly send?: (call: Call) => Promise<CallResult>;
}

/** A connection to a sandbox of its own, and everything a test wants to do with both. */
export interface Rig extends Session {
  readonly config: ConnectionConfig;
  readonly client: ConnectionClient;
  /** Opens another client with other settings; closed together with the rig. */
  open(settings: JsonObject, secrets?: Readonly<Record<string, string>>): ConnectionClient;
  /** Carries an operation to its end; waits cost nothing. */
  drive(operation: string, input: JsonObject, choices?: DriveChoices): Promise<Driven>;
  /** The next `times` calls of this name get the fault. Writes and bulk reads are named `PROGRAM/bulk`. */
  fault(call: string, kind: FaultKind, times?: number): Promise<void>;
  close(): Promise<void>;
}

const PLACE = {
  company: '100',
  division: 'AAA',
  facility: '001',
  warehouse: '001',
  orderType: 'WEB',
  customerTemplate: 'WEBTEMPL',
  guestCustomer: 'WEBGUEST',
  quietTime: '30s',
};

/** Starts a sandbox on a free port and opens a connection to it. */
export async function openRig(settings: JsonObject = {}, options: M3SandboxOptions = {}): Promise<Rig> {
  const session = await openSession(options);
  const imported = m3Connector.importFile?.(JSON.stringify(session.sandbox.ionapi));
  if (!imported || 'kind' in imported) throw new Error('the sandbox gave no usable .ionapi');
  const config: ConnectionConfig = {
    tenant: 'test',
    name: 'm3',
    settings: { ...imported.settings, ...PLACE, ...settings },
    secrets: imported.secrets,
  };
  const clients: ConnectionClient[] = [];
  const open = (changed: JsonObject, secrets = config.secrets): ConnectionClient => {
    const client = m3Connector.open({ ...config, settings: { ...config.settings, ...changed }, secrets });
    clients.push(client);
    return client;
  };
  const client = open({});
  let skipped = 0;
  const clock = {
    now: () => Date.now() + skipped,
    waitUntil: (time: number) => {
      skipped += Math.max(0, time - clock.now());
    },
  };
  return {
    ...session,
    config,
    client,
    open,
    drive: (name, input, { settings: changed, send, ...choices } = {}) => {
      const operation = m3Connector.operations[name];
      if (!operation) throw new Error(`there is no operation ${name}`);
      const used = changed ? open(changed) : client;
      return driveOperation({
        operation,
        input,
        settings: { ...config.settings, ...changed },
        stepKey: 'run-1',
        ...choices,
        send: send ?? ((call) => used.send(call, {})),
        clock,
      });
    },
    fault: async (call, kind, times = 1) => {
      await session.control('faults', { rule: { call, kind, times } });
    },
    close: async () => {
      await Promise.all(clients.map((each) => each.close()));
      await session.sandbox.close();
    },
  };
}

/** Names and outcomes of all exchanges, to read a protocol by: `stage applied, fill ambiguous`. */
export function storyOf({ exchanges }: Driven): string {
  return exchanges.map(({ call, result }) => `${call.name} ${result.outcome}`).join(', ');
}

/** The output of an operation that must have been done. */
export function outputOf<T = Record<string, Json>>({ end }: Driven): T {
  if (end.do !== 'done') throw new Error(`${end.failure.code}: ${end.failure.message}`);
  return end.output as T;
}

/** A small order; changes replace its fields. */
export function smallOrder(change: JsonObject = {}): JsonObject {
  return {
    orderKey: 'WEB-1',
    customerNumber: 'C100001',
    currency: 'USD',
    customerReference: 'PO 1',
    lines: [
      { lineNumber: '1', itemNumber: 'PUMP-1001', quantity: '2', price: '240.00' },
      { lineNumber: '2', itemNumber: 'VALVE-1002', quantity: '1', price: '38.10' },
    ],
    charges: [{ code: 'freight', amount: '12.50' }],
    total: '530.60',
    ...change,
  };
}
