import type { DraftStatus } from './state/drafts.ts';

/** What a test or a person can change while the sandbox runs (`POST /sandbox/settings`). */
export interface SandboxSettings {
  /** Life of an access token; real gateways give two hours. */
  tokenLifeSeconds: number;
  /** Grants the token endpoint knows beside `password`. */
  allowRefresh: boolean;
  allowClientCredentials: boolean;
  /** False answers every token request with 401 invalid_client, as after a rotated secret. */
  clientEnabled: boolean;
  /** `delayed` converts the staged order after `confirmDelayMs`; Confirm itself answers at once, without a number. */
  confirmMode: 'sync' | 'delayed';
  confirmDelayMs: number;
  /** Every Confirm is refused with this status; empty for none. */
  refuseStatus: '' | Extract<DraftStatus, '15' | '25' | '30' | '55'>;
  /** Where unknown or unsellable items show: at the line, or at Confirm as status 25. */
  itemCheck: 'line' | 'confirm';
  /** What a customer over the credit limit gets at Confirm: staged status 30, or an order with stop code 3. */
  creditMode: 'staged' | 'stopped';
  /** HTTP status of a business refusal; some hosts use 400. */
  nokStatus: 200 | 400;
  /** Waiting time before each MI call is done. */
  latencyMs: number;
  /** Calls allowed in a time window over all clients; null for no limit. */
  rateLimit: { max: number; windowMs: number } | null;
  /** Moves the sandbox clock against the machine's. */
  clockOffsetMs: number;
  /** Hosts without the v2 interface answer 404 on it. */
  useV1Only: boolean;
  /** An unknown program or transaction gets 400 with an empty body, as one tenant was seen to do. */
  emptyUnknown: boolean;
  /** An older M3: transactions marked CloudEdition do not exist. */
  olderRelease: boolean;
  /** How far Search transactions lag behind the database. */
  searchLagMs: number;
  /** How long after shipping the carrier's tracking number shows. */
  trackingLagMs: number;
  /** Transactions the service user may not run, as `PROGRAM/Transaction`. */
  unauthorized: string[];
  /** An input field the table does not have: passed over, or refused. */
  unknownFields: 'ignore' | 'refuse';
}

export const DEFAULT_SETTINGS: SandboxSettings = {
  tokenLifeSeconds: 7_200,
  allowRefresh: false,
  allowClientCredentials: false,
  clientEnabled: true,
  confirmMode: 'sync',
  confirmDelayMs: 2_000,
  refuseStatus: '',
  itemCheck: 'line',
  creditMode: 'staged',
  nokStatus: 200,
  latencyMs: 0,
  rateLimit: null,
  clockOffsetMs: 0,
  useV1Only: false,
  emptyUnknown: false,
  olderRelease: false,
  searchLagMs: 1_500,
  trackingLagMs: 0,
  unauthorized: [],
  unknownFields: 'ignore',
};

type Check = (value: unknown) => boolean;

const isFlag: Check = (value) => typeof value === 'boolean';
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const oneOf =
  (...allowed: unknown[]): Check =>
  (value) =>
    allowed.includes(value);
const isRateLimit: Check = (value) => {
  if (value === null) return true;
  const { max, windowMs } = (value ?? {}) as { max?: unknown; windowMs?: unknown };
  return isCount(max) && isCount(windowMs) && Number(windowMs) > 0;
};

const CHECKS: Record<keyof SandboxSettings, Check> = {
  tokenLifeSeconds: isCount,
  allowRefresh: isFlag,
  allowClientCredentials: isFlag,
  clientEnabled: isFlag,
  confirmMode: oneOf('sync', 'delayed'),
  confirmDelayMs: isCount,
  refuseStatus: oneOf('', '15', '25', '30', '55'),
  itemCheck: oneOf('line', 'confirm'),
  creditMode: oneOf('staged', 'stopped'),
  nokStatus: oneOf(200, 400),
  latencyMs: isCount,
  rateLimit: isRateLimit,
  clockOffsetMs: (value) => Number.isSafeInteger(value),
  useV1Only: isFlag,
  emptyUnknown: isFlag,
  olderRelease: isFlag,
  searchLagMs: isCount,
  trackingLagMs: isCount,
  unauthorized: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
  unknownFields: oneOf('ignore', 'refuse'),
};

/** Takes a patch over into the settings; answers what is wrong with it and then changes nothing. */
export function changeSettings(settings: SandboxSettings, patch: Record<string, unknown>): string[] {
  const faults = Object.entries(patch).flatMap(([name, value]) => {
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof SandboxSettings] : undefined;
    if (!check) return [`there is no setting ${name}; known are ${Object.keys(CHECKS).join(', ')}`];
    return check(value) ? [] : [`${name} cannot be ${JSON.stringify(value)}`];
  });
  if (faults.length === 0) Object.assign(settings, patch);
  return faults;
}
