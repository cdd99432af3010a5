import type { Json, JsonObject } from '../../../core/json.ts';
import { parseSpan, type SettingFault } from '../../kit/settings.ts';
import type { DialectName, DialectSettings } from '../dialects/dialect.ts';
import { isZone } from '../../../core/local-time.ts';
import { CLARITY_FIELDS } from './fields.ts';
import { parseStatus, type StatusRule } from './statuses.ts';

/** Settings of a connection as the code uses them: typed, complete, spans in milliseconds. */
export interface ClaritySettings extends DialectSettings {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly dialect: DialectName;
  /** Names this store in events; the same for webhooks and looks, so that both give one key. */
  readonly storeName: string;
  readonly referer: string;
  readonly currencyDecimals: readonly string[];
  readonly auth: 'session' | 'jwt-password' | 'oauth2-client-credentials' | 'api-key';
  readonly username: string;
  readonly loginProvider: string;
  readonly loginPath: string;
  readonly tokenField: string;
  readonly loginUserField: string;
  readonly loginPasswordField: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientAuthentication: 'basic' | 'body';
  readonly scope: string;
  readonly apiKeyHeader: string;
  readonly apiKeyPrefix: string;
  readonly sessionMinutes: number;
  /** Name of the attribute that holds the ERP's order number; undefined: the record's key does. */
  readonly markerAttribute: string | undefined;
  readonly groupedOrders: 'subs' | 'master';
  readonly guestOrders: 'export' | 'hold';
  readonly readAccount: 'new' | 'always' | 'never';
  readonly statusRules: readonly StatusRule[];
  readonly statusesOfPeople: readonly string[];
  readonly rawPrices: 'base' | 'whole';
  readonly quietTimeMs: number;
  readonly webhookAuth: 'signature' | 'header';
  readonly webhookHeader: string;
  readonly webhookToleranceMinutes: number;
  readonly webhookKilobytes: number;
  readonly webhookTypePath: string;
  readonly webhookIdPath: string;
  readonly webhookTimePath: string;
  readonly webhookTypes: readonly string[];
  readonly pollSeconds: number;
  readonly lookForPayments: boolean;
  readonly overlapMinutes: number;
  readonly firstLookMs: number;
  readonly cardDataInWebhooks: 'reject' | 'blank';
  readonly cardDataInOrders: 'blank' | 'hold';
  readonly digitFields: readonly string[];
  readonly concurrency: number;
  readonly callTimeoutSeconds: number;
  readonly listTimeoutSeconds: number;
  readonly ca: string;
  readonly allowInsecure: boolean;
  readonly allowPrivateNetwork: boolean;
}

/** Below this much quiet time a late write could undo a newer one; only stores on this machine may go lower. */
export const LEAST_QUIET_TIME_MS = 30_000;

const DEFAULT_QUIET_TIME_MS = 120_000;
const DEFAULT_FIRST_LOOK_MS = 600_000;
/** Where the older generation's full API stands unless the store was set up otherwise. */
const USUAL_PATH = '/DesktopModules/ClarityEcommerce/API';

const read = new WeakMap<JsonObject, ClaritySettings>();

/** Reads stored settings, with defaults for what is missing. Cheap to call again with the same object. */
export function readClaritySettings(settings: JsonObject): ClaritySettings {
  const known = read.get(settings);
  if (known) return known;
  const values: Record<string, Json> = {};
  for (const { name, type, default: preset } of CLARITY_FIELDS) {
    if (type !== 'secret') values[name] = settings[name] ?? (preset as Json | undefined) ?? '';
  }
  const text = (name: string): string => (typeof values[name] === 'string' ? values[name] : '');
  const onThisMachine = isLoopback(text('baseUrl'));
  const quietTimeMs = parseSpan(text('quietTime')) ?? DEFAULT_QUIET_TIME_MS;
  const typed = {
    ...values,
    baseUrl: fullBaseUrl(text('baseUrl'), text('dialect')),
    zone: text('sourceTimeZone'),
    paths: { orders: text('ordersPath'), accounts: text('accountsPath'), products: text('productsPath') },
    markerAttribute: /^customkey$/i.test(text('exportedMarker')) ? undefined : text('exportedMarker'),
    statusRules: (values['statuses'] as readonly string[]).map(parseStatus).filter((rule) => rule !== undefined),
    quietTimeMs: onThisMachine ? quietTimeMs : Math.max(quietTimeMs, LEAST_QUIET_TIME_MS),
    firstLookMs: parseSpan(text('firstLook')) ?? DEFAULT_FIRST_LOOK_MS,
    allowInsecure: values['allowInsecure'] === true || onThisMachine,
    allowPrivateNetwork: values['allowPrivateNetwork'] === true || onThisMachine,
  } as unknown as ClaritySettings;
  read.set(settings, typed);
  return typed;
}

/** What is wrong with the settings as a whole, beyond what single fields can say. */
export function checkClaritySettings(
  settings: JsonObject,
  secrets: Readonly<Record<string, string>>,
): readonly SettingFault[] {
  const faults: SettingFault[] = [];
  const need = (setting: string, message: string, bad: boolean): void => {
    if (bad) faults.push({ setting, message });
  };
  const { auth, username, zone, quietTimeMs, baseUrl } = readClaritySettings(settings);
  const byPassword = auth === 'session' || auth === 'jwt-password';
  need('username', 'The user name is missing.', byPassword && username === '');
  need('password', 'The password is missing.', byPassword && !secrets['password']);
  need('sourceTimeZone', `There is no zone ${zone}; use UTC or a name such as America/Chicago.`, !isZone(zone));
  for (const entry of listOf(settings['statuses'])) {
    need('statuses', `“${entry}” is not of the form “Confirmed = 10, Confirm”.`, parseStatus(entry) === undefined);
  }
  for (const entry of listOf(settings['currencyDecimals'])) {
    need('currencyDecimals', `“${entry}” is not of the form ISK:2.`, !/^[A-Z]{3}:[0-4]$/.test(entry));
  }
  for (const entry of listOf(settings['webhookTypes'])) {
    need('webhookTypes', `“${entry}” is not of the form OrderPlaced=order.created.`, !/^[^=]+=[a-z_.]+$/.test(entry));
  }
  for (const name of ['quietTime', 'firstLook']) {
    const value = settings[name];
    const given = typeof value === 'string' && value !== '';
    need(name, 'It must be a span of time such as 90s or 10m.', given && parseSpan(value) === undefined);
  }
  const given = settings['quietTime'];
  const tooShort = typeof given === 'string' && (parseSpan(given) ?? quietTimeMs) < LEAST_QUIET_TIME_MS;
  need('quietTime', 'The quiet time must be at least 30 seconds.', tooShort && !isLoopback(baseUrl));
  return faults;
}

/** Every live webhook secret: several stand in one field with blanks between. */
export function webhookSecrets(secrets: Readonly<Record<string, string>>): readonly string[] {
  return (secrets['webhookSecret'] ?? '').split(/[\s,;]+/).filter((secret) => secret !== '');
}

/** True when an address points at this very machine. */
export function isLoopback(address: string): boolean {
  const host = URL.parse(address)?.hostname ?? '';
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function fullBaseUrl(address: string, dialect: string): string {
  const bare = address.replace(/\/+$/, '');
  const path = URL.parse(bare)?.pathname ?? '';
  return dialect === 'cef' && (path === '' || path === '/') ? bare + USUAL_PATH : bare;
}

function listOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
