import { hostname } from 'node:os';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { cronFault } from './core/flow/cron.ts';
import { isZone } from './core/local-time.ts';

/** Parts of the work that a process may take on; several processes may share one database. */
export const ROLES = ['intake', 'work', 'console'] as const;
export type ProcessRole = (typeof ROLES)[number];

/** How one process runs. Flags win over variables of the environment, those over the defaults. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Folder of the embedded database, the master key and the local token. */
  readonly dataFolder: string;
  /** A PostgreSQL server of one's own; absent: the embedded one. */
  readonly databaseUrl?: string;
  readonly roles: readonly ProcessRole[];
  /** Name of this process among others; a process that starts again under its name takes its work back at once. */
  readonly instance: string;
  /** Runs worked on at the same time. */
  readonly concurrency: number;
  readonly tenant: string;
  /** Shown on every screen: `sandbox`, `test`, `production`. */
  readonly environment: string;
  /** Address people reach the console by, for links and cookies. */
  readonly publicUrl: string;
  /** Addresses and networks of the proxies in front, whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: string;
  readonly metricsPort?: number;
  /** Days after which ended runs, their journals and events are dropped. */
  readonly retentionDays: number;
  /** Where spans go by OTLP/HTTP; absent: nowhere. */
  readonly traces?: { readonly endpoint: string; readonly headers: Readonly<Record<string, string>> };
  /** Time zone of the business: what is usual at which hour, and when everything is compared. */
  readonly zone: string;
  readonly reconcile: {
    /** When everything is compared by itself: cron and its zone; absent: never. */
    readonly schedule?: { readonly cron: string; readonly zone: string };
    /** Between two looks at what was found. */
    readonly pauseSeconds: number;
  };
}

/** What the command line gives. */
export type ConfigFlags = Partial<{
  host: string;
  port: string;
  data: string;
  role: string;
  instance: string;
  concurrency: string;
  environment: string;
  publicUrl: string;
  metricsPort: string;
}>;

/** A setting that is missing or wrong; `setting` is its name as the operator writes it. */
export class ConfigError extends Error {
  readonly setting: string;
  constructor(setting: string, message: string) {
    super(`${setting}: ${message}`);
    this.name = 'ConfigError';
    this.setting = setting;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration.
 * @throws ConfigError naming the first setting that cannot be used, and what would be right.
 */
export function readConfig(flags: ConfigFlags, environment: Environment): Config {
  const text = (flag: keyof ConfigFlags, variable: string, fallback: string): string =>
    flags[flag] ?? environment[variable] ?? fallback;
  const number = (flag: keyof ConfigFlags, variable: string, fallback: number, low: number, high: number): number =>
    wholeNumber(flags[flag] === undefined ? variable : `--${flag}`, text(flag, variable, String(fallback)), low, high);
  const host = text('host', 'LANDBRIDGE_HOST', '127.0.0.1');
  const port = number('port', 'LANDBRIDGE_PORT', 4600, 0, 65_535);
  const metricsPort = flags.metricsPort ?? environment['LANDBRIDGE_METRICS_PORT'];
  const databaseUrl = readDatabaseUrl(environment['DATABASE_URL']);
  return {
    host,
    port,
    dataFolder: resolve(text('data', 'LANDBRIDGE_DATA', './data')),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    roles: readRoles(text('role', 'LANDBRIDGE_ROLE', ROLES.join(','))),
    instance: text('instance', 'LANDBRIDGE_INSTANCE', `${hostname()}:${port}`),
    concurrency: number('concurrency', 'LANDBRIDGE_CONCURRENCY', 64, 1, 1_000),
    tenant: environment['LANDBRIDGE_TENANT'] ?? 'default',
    environment: text('environment', 'LANDBRIDGE_ENVIRONMENT', 'production'),
    publicUrl: text('publicUrl', 'LANDBRIDGE_PUBLIC_URL', `http://${host}:${port}`),
    trustedProxies: readProxies(environment['LANDBRIDGE_TRUSTED_PROXIES'] ?? ''),
    logLevel: environment['LANDBRIDGE_LOG_LEVEL'] ?? 'info',
    ...(metricsPort === undefined ? {} : { metricsPort: wholeNumber('--metrics-port', metricsPort, 1, 65_535) }),
    retentionDays: wholeNumber('LANDBRIDGE_RETENTION_DAYS', environment['LANDBRIDGE_RETENTION_DAYS'] ?? '90', 1, 3_650),
    ...readTraces(environment),
    zone: readZone(environment, 'LANDBRIDGE_ZONE', 'UTC'),
    reconcile: readReconcile(environment),
  };
}

/** The variables that OpenTelemetry names (OTEL_EXPORTER_OTLP_…): address, and headers as `name=value,name=value`. */
function readTraces(environment: Environment): Pick<Config, 'traces'> {
  const endpoint = environment['OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (!endpoint) return {};
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new ConfigError('OTEL_EXPORTER_OTLP_ENDPOINT', `"${endpoint}" must look like http://127.0.0.1:4318`);
  }
  const pairs = (environment['OTEL_EXPORTER_OTLP_HEADERS'] ?? '').split(',').filter((pair) => pair.includes('='));
  const headers = pairs.map((pair): [string, string] => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at).trim().toLowerCase(), decodeURIComponent(pair.slice(at + 1).trim())];
  });
  return { traces: { endpoint, headers: Object.fromEntries(headers) } };
}

function readReconcile(environment: Environment): Config['reconcile'] {
  const cron = environment['LANDBRIDGE_RECONCILE'] ?? '0 2 * * *';
  const zone = readZone(environment, 'LANDBRIDGE_RECONCILE_ZONE', environment['LANDBRIDGE_ZONE'] ?? 'UTC');
  const pause = environment['LANDBRIDGE_RECONCILE_PAUSE'] ?? '20';
  const pauseSeconds = wholeNumber('LANDBRIDGE_RECONCILE_PAUSE', pause, 1, 3_600);
  if (cron === 'off') return { pauseSeconds };
  const fault = cronFault(cron);
  if (fault) throw new ConfigError('LANDBRIDGE_RECONCILE', `"${cron}": ${fault}; or off`);
  return { schedule: { cron, zone }, pauseSeconds };
}

function readZone(environment: Environment, setting: string, fallback: string): string {
  const zone = environment[setting] ?? fallback;
  // PostgreSQL takes a bare offset for its opposite.
  if (isZone(zone) && !/^[+-]/.test(zone)) return zone;
  throw new ConfigError(setting, `there is no zone "${zone}"; zones are named like Europe/Stockholm`);
}

function wholeNumber(setting: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new ConfigError(setting, `"${text}" is not a whole number from ${low} to ${high}`);
}

function readProxies(text: string): string[] {
  const proxies = text.split(',').map((each) => each.trim());
  const given = proxies.filter((each) => each !== '');
  const wrong = given.find((each) => !isNetwork(each));
  if (wrong === undefined) return given;
  const right = 'must be an IP address, or a network such as 10.0.0.0/8, that does not hold everybody';
  throw new ConfigError('LANDBRIDGE_TRUSTED_PROXIES', `"${wrong}" ${right}`);
}

function isNetwork(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  return bits === undefined || (/^[1-9]\d*$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

function readRoles(text: string): ProcessRole[] {
  const names = text.split(',').map((name) => name.trim());
  const known = names.filter((name): name is ProcessRole => (ROLES as readonly string[]).includes(name));
  if (known.length === names.length && known.length > 0) return known;
  throw new ConfigError('--role', `"${text}" must be a list of ${ROLES.join(', ')}, for example intake,work`);
}

function readDatabaseUrl(text: string | undefined): string | undefined {
  if (!text) return undefined;
  if (URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol)) return text;
  throw new ConfigError('DATABASE_URL', 'must look like postgres://user:password@host:5432/database');
}
