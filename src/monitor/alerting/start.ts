import { statfs } from 'node:fs/promises';
import { DEFAULT_RULES } from '../../core/alert/default-rules.ts';
import { evaluate } from '../../core/alert/evaluate.ts';
import type { Sight } from '../../core/alert/sight.ts';
import { type AlertMessage, worthTelling } from '../../core/alert/tell.ts';
import type { AlertDesk, AlertWork, DueMessage, SightReads } from '../../engine/alert-ports.ts';
import type { Log } from '../log.ts';
import { repeat } from '../sight/keep-sight.ts';
import { send, type SendDeps } from './send.ts';

const LOOK_EVERY_MS = 10_000;
const TELL_EVERY_MS = 1_000;
const FORGET_EVERY_MS = 3_600_000;
/** Alerts that ended are shown this long, in days. */
const KEPT_DAYS = 397;

/** Pauses before the next try, in seconds; after the last one the message is given up, and the channel says so. */
const PAUSES = [5, 30, 120, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800] as const;

export interface AlertingDeps {
  readonly tenant: string;
  readonly environment: string;
  /** Address under which people reach the console. */
  readonly consoleUrl: string;
  readonly work: AlertWork;
  readonly desk: AlertDesk;
  readonly sight: SightReads;
  /** Folder of the embedded database; absent when the data are on another machine. */
  readonly dataFolder?: string;
  readonly sending: SendDeps;
  readonly log: Log;
}

/** Looks at everything every few seconds, keeps the alerts, and tells of them. Safe with several processes. */
export function startAlerting(deps: AlertingDeps): { stop(): Promise<void> } {
  const tell =
    (what: string) =>
    (error: unknown): void =>
      deps.log.warn({ err: error }, what);
  let prepared = false;
  const loops = [
    repeat(
      LOOK_EVERY_MS,
      async () => {
        if (!prepared) await deps.work.prepare(deps.tenant, DEFAULT_RULES);
        prepared = true;
        await lookOnce(deps);
      },
      tell('alert rules were not looked at; they are tried again'),
    ),
    repeat(TELL_EVERY_MS, () => tellDue(deps), tell('alert messages were not sent; they are tried again')),
    repeat(
      FORGET_EVERY_MS,
      () => deps.work.forget(KEPT_DAYS),
      tell('old alerts were not dropped; they are tried again'),
    ),
  ];
  return { stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))) };
}

/** One look at everything. @throws errors of the database. */
export async function lookOnce(deps: AlertingDeps): Promise<void> {
  const sight = await readSight(deps);
  const changes = await deps.work.look(deps.tenant, (rules, living, newId) => evaluate(rules, living, sight, newId));
  for (const { do: what, alert } of changes ?? []) {
    if (what === 'see') continue;
    const fields = { alert: alert.id, rule: alert.rule, subject: alert.subject, severity: alert.severity };
    if (what === 'fire') deps.log.warn({ ...fields, summary: alert.summary }, 'an alert fires');
    else deps.log.info(fields, 'an alert has ended');
  }
}

async function readSight({ sight, tenant, dataFolder }: AlertingDeps): Promise<Sight> {
  const [seen, disk] = await Promise.all([sight.look(tenant), readDisk(dataFolder)]);
  return { ...seen, ...(disk === undefined ? {} : { disk }) };
}

async function readDisk(folder: string | undefined): Promise<Sight['disk']> {
  if (folder === undefined) return undefined;
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** Sends what is due. Each message goes out or is put back on its own. @throws errors of the database. */
export async function tellDue(deps: AlertingDeps): Promise<void> {
  const due = await deps.work.takeDue(10);
  await Promise.all(due.map((message) => tellOne(deps, message)));
}

async function tellOne(deps: AlertingDeps, due: DueMessage): Promise<void> {
  const { work, desk, sending, environment, consoleUrl } = deps;
  const changes = worthTelling(due.changes, due.ended);
  if (changes.length === 0) return await work.settle(due.id, { sent: true });
  const message: AlertMessage = { id: due.id, environment, consoleUrl, changes };
  const result = await open(desk, due)
    .then((channel) => send(sending, channel, message))
    .catch(
      (error: unknown) =>
        ({ ok: false, retry: true, message: error instanceof Error ? error.message : String(error) }) as const,
    );
  const at = new Date(sending.now()).toISOString();
  if (result.ok) {
    await work.settle(due.id, { sent: true });
    await work.hurry(due.tenant, due.channel);
  } else {
    const pause = PAUSES[due.tries - 1];
    const retryInMs = result.retry && pause !== undefined ? Math.max(pause * 1_000, askedPause(result)) : undefined;
    const again = retryInMs === undefined ? {} : { retryInMs };
    await work.settle(due.id, { sent: false, problem: result.message, ...again });
    const fields = { channel: due.channel, message: due.id, tries: due.tries, problem: result.message };
    if (retryInMs === undefined) deps.log.error(fields, 'an alert message was given up');
    else deps.log.warn(fields, 'an alert message was not taken; it is sent again');
  }
  await desk.saveResult(due.tenant, due.channel, { at, ok: result.ok, message: result.message });
}

const askedPause = (result: object): number =>
  'retryAfterMs' in result && typeof result.retryAfterMs === 'number' ? result.retryAfterMs : 0;

async function open(desk: AlertDesk, { tenant, channel }: DueMessage) {
  const opened = await desk.openChannel(tenant, channel);
  if (opened === undefined) throw new Error(`Channel ${channel} is gone`);
  return opened;
}
