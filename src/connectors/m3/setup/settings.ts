import type { Json, JsonObject } from '../../../core/json.ts';
import type { SettingFault } from '../../kit/settings.ts';
import { parseSpan } from '../../kit/settings.ts';
import { M3_FIELDS } from './fields.ts';

/** Settings of a connection as the code uses them: typed, complete, spans in milliseconds. */
export interface M3Settings {
  readonly gatewayUrl: string;
  readonly tenantId: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly grant: 'password' | 'client_credentials';
  readonly clientAuthentication: 'body' | 'basic';
  readonly scope: string;
  readonly company: string;
  readonly division: string;
  readonly facility: string;
  readonly warehouse: string;
  readonly currencyDecimals: readonly string[];
  readonly orderType: string;
  readonly orderEntry: 'draft' | 'direct';
  readonly ignoreWarnings: boolean;
  readonly lineMode: 'bulk' | 'single';
  readonly bulkSize: number;
  readonly webOrderNumberField: 'customerOrderNumber' | 'yourReference';
  readonly draftMarker: 'auto' | 'none';
  readonly clearDraftMark: boolean;
  readonly draftSweep: 'export' | 'off';
  readonly draftSweepEverySeconds: number;
  readonly itemCheck: 'item' | 'warehouse' | 'none';
  readonly defaultItem: string;
  readonly priceSource: 'store' | 'm3';
  readonly tolerancePerLine: string;
  readonly findExisting: boolean;
  readonly releasedStopCodes: readonly string[];
  readonly confirmType: string;
  readonly headTextType: string;
  readonly lineTextType: string;
  readonly textBefore: string;
  readonly textAfter: string;
  readonly freightCharge: string;
  readonly handlingCharge: string;
  readonly feeCharge: string;
  readonly discountCharge: string;
  readonly taxCharge: string;
  readonly discounts: 'charge' | 'prorata';
  readonly discountSlot: number;
  readonly discountPer: 'unit' | 'line';
  readonly tax: 'm3' | 'charge';
  readonly customerTemplate: string;
  readonly customerNumberPrefix: string;
  readonly guestPolicy: 'shared' | 'per-email';
  readonly guestCustomer: string;
  readonly customerMatch: readonly string[];
  readonly addressType: string;
  readonly customersEverySeconds: number;
  readonly customerPageSize: number;
  readonly addressChanges: 'off' | 'export';
  readonly customerSearch: 'export' | 'index';
  readonly blankOut: '?' | 'leave';
  readonly language: string;
  readonly statusSource: 'open-orders' | 'export';
  readonly statusEverySeconds: number;
  readonly stockFigure: 'AV01' | 'AV02' | 'AVTQ';
  readonly stockWarehouses: readonly string[];
  readonly stockEverySeconds: number;
  readonly stockPageSize: number;
  readonly itemsEverySeconds: number;
  readonly pricesEverySeconds: number;
  readonly itemPageSize: number;
  readonly priceCacheSeconds: number;
  readonly deliveriesEverySeconds: number;
  readonly trackingDays: number;
  readonly invoiceLink: string;
  readonly changeUntil: '22' | '33';
  readonly ledgerInterface: string;
  readonly voucherLines: 'fields' | 'packed';
  readonly voucherRecord: string;
  readonly voucherLayout: readonly string[];
  readonly ledgerCurrencies: readonly string[];
  readonly paymentBatchType: string;
  readonly bankAccount: string;
  readonly paymentMarkField: 'CKNO' | 'IRNO';
  readonly cashDesk: string;
  readonly receivables: 'off' | 'export';
  readonly receivablesEverySeconds: number;
  readonly feedLogin: 'header' | 'basic' | 'bearer' | 'path';
  readonly feedHeader: string;
  readonly feedUser: string;
  readonly feedProtocol: 'v2' | 'v3';
  readonly feedDiscovery: boolean;
  readonly quietTimeMs: number;
  readonly readTimeoutMs: number;
  readonly writeTimeoutMs: number;
  readonly concurrency: number;
  readonly ratePerSecond: number;
  readonly suite: string;
  readonly apiVersion: 'v1' | 'v2';
  readonly dateFormat: string;
  readonly decimalMark: '.' | ',';
  readonly extraFields: readonly string[];
  readonly ca: string;
  readonly allowInsecure: boolean;
  readonly allowPrivateNetwork: boolean;
  readonly sandbox: boolean;
}

/** Below this much quiet time safety is not given; only sandboxes may go lower. */
const LEAST_QUIET_TIME_MS = 120_000;

const SPANS = { quietTime: 600_000, readTimeout: 30_000, writeTimeout: 60_000 } as const;

const read = new WeakMap<JsonObject, M3Settings>();

/**
 * Reads stored settings, with defaults for what is missing. Cheap to call again with the same object. A quiet time that
 * is too short for a real system counts as the least allowed one, whatever was saved.
 */
export function readM3Settings(settings: JsonObject): M3Settings {
  const known = read.get(settings);
  if (known) return known;
  const values: Record<string, Json> = {};
  for (const { name, type, default: preset } of M3_FIELDS) {
    const value = settings[name] ?? (preset as Json | undefined) ?? (type === 'number' ? 0 : '');
    // A company number that was saved as a number is still a text to M3.
    values[name] = type === 'text' && typeof value === 'number' ? String(value) : value;
  }
  const span = (name: keyof typeof SPANS): number => parseSpan(values[name] as string) ?? SPANS[name];
  const quietTimeMs = isSandbox(settings) ? span('quietTime') : Math.max(span('quietTime'), LEAST_QUIET_TIME_MS);
  const typed = {
    ...values,
    // Plain http, and an address on this machine, need no switch where nothing leaves the machine.
    ...(isOnThisMachine(settings) ? { allowInsecure: true, allowPrivateNetwork: true } : {}),
    quietTimeMs,
    readTimeoutMs: span('readTimeout'),
    writeTimeoutMs: span('writeTimeout'),
  } as unknown as M3Settings;
  read.set(settings, typed);
  return typed;
}

/** What is wrong with the settings as a whole, beyond single fields. */
export function checkM3Settings(settings: JsonObject): readonly SettingFault[] {
  const faults: SettingFault[] = [];
  for (const name of Object.keys(SPANS)) {
    const value = settings[name];
    if (value === undefined || value === '') continue;
    if (typeof value !== 'string' || parseSpan(value) === undefined) {
      faults.push({ setting: name, message: 'It must be a span of time such as 90s or 10m.' });
    } else if (name === 'quietTime' && (parseSpan(value) ?? 0) < LEAST_QUIET_TIME_MS && !isSandbox(settings)) {
      faults.push({
        setting: name,
        message: 'The quiet time must be at least 2 minutes, or a late answer of M3 could double an order.',
      });
    }
  }
  const { tolerancePerLine = '0', customerNumberPrefix: prefix = '' } = settings;
  if (typeof tolerancePerLine === 'string' && !/^\d+(\.\d+)?$/.test(tolerancePerLine)) {
    faults.push({ setting: 'tolerancePerLine', message: 'It must be an amount such as 0.01.' });
  }
  if (typeof prefix === 'string' && !/^[A-Z0-9]{0,6}$/.test(prefix)) {
    faults.push({ setting: 'customerNumberPrefix', message: 'It takes at most 6 capital letters and digits.' });
  }
  return faults;
}

/** True for connections that may break the rules meant for real systems: marked so, or on this machine. */
function isSandbox({ sandbox, gatewayUrl }: JsonObject): boolean {
  return sandbox === true || isOnThisMachine({ gatewayUrl });
}

function isOnThisMachine({ gatewayUrl }: JsonObject): boolean {
  return typeof gatewayUrl === 'string' && isLoopback(gatewayUrl);
}

/** True when an address points at this very machine. */
export function isLoopback(address: string): boolean {
  const host = URL.parse(address)?.hostname ?? '';
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** M3's field that carries the web order number, as the connection is set. */
export function webOrderField({ webOrderNumberField }: Pick<M3Settings, 'webOrderNumberField'>): 'CUOR' | 'YREF' {
  return webOrderNumberField === 'customerOrderNumber' ? 'CUOR' : 'YREF';
}
