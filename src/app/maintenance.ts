import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError, type ConfigFlags, readConfig } from '../config.ts';
import { createLog, type Log } from '../monitor/log.ts';
import { createScrubber } from '../monitor/scrub.ts';
import { createPeople, normalEmail } from '../server/sign-in/people.ts';
import { createWelcomeLinks } from '../server/sign-in/welcome.ts';
import { type AuditVerdict, verifyAudit } from '../store/audit-chain.ts';
import { createAuditStore } from '../store/audit-store.ts';
import { askForErasure, type Erasure, listErasures, type Shopper, workOffErasures } from '../store/erasure-store.ts';
import { forgetEarlierKeys, loadKeyRing, rotateKeyFile, keyFileOf } from '../store/secrets/key-file.ts';
import { countSealed, rewrapAll } from '../store/secrets/rewrap-all.ts';
import { readSeenHeads } from './audit-heads.ts';
import { bringUpDatabase, type Pools } from './bring-up-database.ts';

/** Who does what is done on this machine, as the audit log names it. */
const BY = 'command line';

export type MaintenanceFlags = Pick<ConfigFlags, 'data'>;

/** Something that was asked for on the command line and cannot be done; `remedy` says what helps. */
export class MaintenanceError extends Error {
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.name = 'MaintenanceError';
    this.remedy = remedy;
  }
}

interface Opened {
  readonly config: Config;
  readonly pools: Pools;
  readonly log: Log;
}

/**
 * Opens the database of a data folder or of `DATABASE_URL`, whether a server runs on it or not: for what only somebody
 * with the machine at hand may do.
 * @throws ConfigError when there is no database yet
 */
async function withDatabase<T>(flags: MaintenanceFlags, work: (opened: Opened) => Promise<T>): Promise<T> {
  const config = readConfig(flags, process.env);
  if (config.databaseUrl === undefined && !existsSync(join(config.dataFolder, 'postgres')))
    throw new ConfigError('--data', `there is no database in ${config.dataFolder}; name the data folder of the server`);
  const log = createLog({ level: 'error', scrubber: createScrubber() });
  const database = await bringUpDatabase(config, log);
  try {
    return await work({ config, pools: database.pools, log });
  } finally {
    await database.stop();
  }
}

/**
 * Asks for the data of a shopper to be taken out, and takes it out at once where nothing about them is open; else the
 * server does as soon as it is.
 */
export async function eraseShopper(flags: MaintenanceFlags, shopper: Shopper, reason: string): Promise<Erasure> {
  return await withDatabase(flags, async ({ config: { tenant }, pools }) => {
    const id = await askForErasure(pools.screens, tenant, shopper, { by: BY, reason });
    await workOffErasures(pools.screens);
    const erasure = (await listErasures(pools.screens, tenant, 1_000)).find((each) => each.id === id);
    if (!erasure) throw new Error(`Erasure ${id} is gone`);
    return erasure;
  });
}

/** What was asked to be taken out, the newest first. */
export async function readErasures(flags: MaintenanceFlags): Promise<readonly Erasure[]> {
  return await withDatabase(flags, ({ config, pools }) => listErasures(pools.screens, config.tenant));
}

/**
 * A one-time link by which a person sets a new password, as the console makes it; earlier links of the person end.
 * @throws MaintenanceError when there is no such person, or one that was disabled
 */
export async function resetUser(
  flags: MaintenanceFlags,
  address: string,
): Promise<{ url: string; validUntil: string }> {
  return await withDatabase(flags, async ({ config: { tenant, publicUrl }, pools }) => {
    const people = createPeople(pools.screens, tenant);
    const user = await people.findByEmail(normalEmail(address));
    if (!user) {
      const known = (await people.list()).filter(({ role }) => role === 'admin').map(({ email }) => email);
      const admins = known.length === 0 ? 'there is no administrator yet' : `administrators are ${known.join(', ')}`;
      throw new MaintenanceError(`Nobody signs in as ${address}; ${admins}.`, 'Check the address.');
    }
    if (user.state === 'disabled')
      throw new MaintenanceError(
        `${user.email} was disabled and may not sign in.`,
        'An administrator can enable the person under Settings.',
      );
    const audit = createAuditStore(pools.screens);
    await audit.append(tenant, {
      by: BY,
      action: 'user.link',
      subject: `user ${user.id}`,
      detail: { email: user.email },
    });
    const link = await createWelcomeLinks(pools.screens, tenant).forUser(user.id);
    return { url: `${publicUrl.replace(/\/+$/, '')}${link.path}`, validUntil: link.validUntil };
  });
}

/** Whether the audit log is what was written, also compared with the end that was last seen in the data folder. */
export async function verifyAuditLog(flags: MaintenanceFlags): Promise<AuditVerdict> {
  return await withDatabase(flags, async ({ config: { tenant, dataFolder }, pools }) => {
    const seen = (await readSeenHeads(dataFolder)).find((head) => head.tenant === tenant);
    return await verifyAudit(pools.screens, tenant, seen);
  });
}

export interface KeysRotated {
  /** Ids of the keys: the one that seals from now on, and those that were taken out of the file. */
  readonly current: string;
  readonly forgotten: readonly string[];
  /** Secrets that were sealed anew. */
  readonly secrets: number;
  /** True when it went on with a new key that an earlier try had made. */
  readonly resumed: boolean;
}

/** Longer than a running server takes to notice another key file. */
const NOTICED_MS = 3_000;

/**
 * Puts a new master key into the key file, seals every stored secret anew, and takes the old key out of the file when
 * nothing needs it any more. Servers that read the same file go on meanwhile. Stopped at any point, both keys are in
 * the file and everything opens; started again, it goes on. `keep` leaves the old key in, for machines with a copy of
 * the file.
 * @throws MaintenanceError when the key is no file that this command may write
 */
export async function rotateKeys(flags: MaintenanceFlags, keep: boolean): Promise<KeysRotated> {
  return await withDatabase(flags, async ({ config, pools, log }) => {
    const source = { environment: process.env, dataFolder: config.dataFolder, log };
    const path = keyFileOf(source);
    if (path === undefined)
      throw new MaintenanceError(
        'The master key stands in LANDBRIDGE_MASTER_KEY, which a command cannot change.',
        'Put the key into a file, name that by LANDBRIDGE_MASTER_KEY_FILE, and start the servers with it.',
      );
    const before = loadKeyRing(source);
    const resumed = before.earlier.length > 0;
    if (!resumed) rotateKeyFile(path);
    const ring = loadKeyRing(source);
    const audit = createAuditStore(pools.screens);
    const { current } = ring;
    const earlier = ring.earlier.map(({ id }) => id);
    await audit.append(config.tenant, {
      by: BY,
      action: 'keys.rotate',
      subject: `key ${current.id}`,
      detail: { earlier },
    });
    // Whoever still has the old key alone seals with it until then.
    await new Promise((resolve) => setTimeout(resolve, NOTICED_MS));
    const secrets = await rewrapAll(pools.screens, ring);
    const left = await countSealed(pools.screens, earlier);
    if (left > 0)
      throw new MaintenanceError(
        `${left} secrets are still sealed with an old key, which stays in ${path}.`,
        'Start the command again; where a server reads a copy of the file, give it the new one first.',
      );
    if (keep) return { current: current.id, forgotten: [], secrets, resumed };
    forgetEarlierKeys(path);
    return { current: current.id, forgotten: earlier, secrets, resumed };
  });
}
