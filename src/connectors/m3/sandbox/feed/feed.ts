import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Random, seededRandom } from '../../../kit/sandbox/random.ts';
import type { StampedEffect } from '../state/effects.ts';
import type { World } from '../state/world.ts';
import { type Document, documentOf, endsDocument, writeBod } from './bods.ts';
import { type M3Event, watchEffect } from './events.ts';
import { hookBody, wants } from './hooks.ts';
import { sendDocument } from './ims-client.ts';
import { openOutbox, type Outbox, type Outgoing } from './outbox.ts';
import { type FeedSettings, type HookTarget, type ImsTarget, NO_FEED } from './settings.ts';
import { Lane } from './lane.ts';

/** One sending, for the page. */
export interface FeedLine {
  at: number;
  by: 'CMS049' | 'IMS';
  what: string;
  key: string;
  outcome: string;
}

const SHOWN = 200;
/** Changes of one record within this time are one document. */
const GATHER_MS = 60;
const LATEST_SHUFFLE_MS = 1_000;
const MOST_BACKOFF = 16;

/** Tells others what changes in this M3: by web-hooks at most once, by documents through ION at least once. */
export class ChangeFeed {
  readonly counts = {
    events: 0,
    hooksSent: 0,
    hooksDropped: 0,
    bodsWritten: 0,
    bodsTaken: 0,
    bodsRefused: 0,
    bodsAgain: 0,
  };
  readonly lines: FeedLine[] = [];
  readonly #world: World;
  readonly #file: string | undefined;
  readonly #outbox: Outbox;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #dirty = new Map<string, { document: Document; deleted: boolean; at: number }>();
  readonly #hooks = new Lane(8);
  readonly #documents = new Lane(4);
  #settings: FeedSettings = NO_FEED;
  #chance: Random = seededRandom(1);
  #tracking = 0;
  #closed = false;

  constructor(world: World, dataFolder: string | undefined) {
    this.#world = world;
    this.#file = dataFolder === undefined ? undefined : join(dataFolder, 'feed.json');
    this.#outbox = openOutbox(dataFolder === undefined ? undefined : join(dataFolder, 'outbox.jsonl'));
    if (this.#file !== undefined && existsSync(this.#file)) {
      this.#settings = JSON.parse(readFileSync(this.#file, 'utf8')) as FeedSettings;
    }
    this.#chance = seededRandom(this.#settings.modes.seed);
    for (const outgoing of this.#outbox.waiting()) this.#send(outgoing, 1);
  }

  get settings(): FeedSettings {
    return this.#settings;
  }

  /** Documents not taken yet. */
  get waiting(): number {
    return this.#outbox.waiting().length;
  }

  /** Takes settings over and keeps them in the data folder (mode 0600: they hold the receiver's secret). */
  configure(settings: FeedSettings): void {
    this.#settings = settings;
    this.#chance = seededRandom(settings.modes.seed);
    if (this.#file === undefined) return;
    writeFileSync(this.#file, JSON.stringify(settings), { mode: 0o600 });
    chmodSync(this.#file, 0o600);
  }

  /** Call before an effect takes place; call what it gives afterwards. Costs nothing while nobody listens. */
  watch(effect: StampedEffect): (() => void) | undefined {
    const { hook, ims } = this.#settings;
    if (hook === null && ims === null) return undefined;
    const changes = watchEffect(this.#world, effect);
    return () => {
      for (const event of changes()) this.#raise(event, hook, ims);
    };
  }

  #raise(event: M3Event, hook: HookTarget | null, ims: ImsTarget | null): void {
    this.counts.events += 1;
    if (hook !== null && wants(hook, event)) this.#hook(hook, event);
    const document = ims === null ? undefined : documentOf(event);
    if (ims === null || document === undefined || !ims.nouns.includes(document.noun)) return;
    const name = `${document.noun}/${document.id}`;
    const known = this.#dirty.get(name);
    const deleted = endsDocument(event);
    this.#dirty.set(name, { document, deleted, at: event.at });
    if (known) return;
    this.#later(GATHER_MS, () => {
      const latest = this.#dirty.get(name);
      this.#dirty.delete(name);
      if (!latest) return;
      this.counts.bodsWritten += 1;
      const outgoing = this.#outbox.add(latest.document, latest.deleted, latest.at);
      for (const delayMs of this.#fate()) this.#later(delayMs, () => this.#send(outgoing, 1));
    });
  }

  /** After which times one sending goes out: once and at once, unless the modes say otherwise. */
  #fate(): number[] {
    const { duplicate, shuffle } = this.#settings.modes;
    const delay = (): number => (this.#chance.chance(shuffle) ? this.#chance.integer(50, LATEST_SHUFFLE_MS) : 0);
    return this.#chance.chance(duplicate) ? [delay(), delay()] : [delay()];
  }

  #hook(target: HookTarget, event: M3Event): void {
    this.#tracking += 1;
    const body = hookBody(event, `${event.at.toString(36)}-${this.#tracking}`);
    const key = event.row.key.join(' ');
    const tell = (outcome: string): void => {
      this.#tell({ at: event.at, by: 'CMS049', what: `${event.row.table} ${event.operation}`, key, outcome });
    };
    if (this.#chance.chance(this.#settings.modes.drop)) {
      this.counts.hooksDropped += 1;
      tell('lost on the way');
      return;
    }
    for (const delayMs of this.#fate()) {
      this.#later(delayMs, () =>
        this.#hooks.run(async () => {
          const outcome = await post(target, body);
          if (outcome === undefined) this.counts.hooksSent += 1;
          else this.counts.hooksDropped += 1;
          tell(outcome === undefined ? 'taken' : `thrown away: ${outcome}`);
        }),
      );
    }
  }

  #send(outgoing: Outgoing, factor: number): void {
    this.#documents.run(async () => {
      const { ims } = this.#settings;
      if (ims === null || this.#closed) return;
      const xml = writeBod(this.#world, outgoing, outgoing);
      const outcome = await sendDocument(ims, outgoing, xml);
      const what = `Sync.${outgoing.noun} ${outgoing.variation}`;
      this.#tell({ at: outgoing.at, by: 'IMS', what, key: outgoing.id, outcome });
      if (outcome === 'again') {
        this.counts.bodsAgain += 1;
        this.#later(ims.retryMs * factor, () => this.#send(outgoing, Math.min(MOST_BACKOFF, factor * 2)));
        return;
      }
      this.counts[outcome === 'taken' ? 'bodsTaken' : 'bodsRefused'] += 1;
      if (!this.#closed) this.#outbox.done(outgoing.messageId);
    });
  }

  #tell(line: FeedLine): void {
    this.lines.unshift(line);
    if (this.lines.length > SHOWN) this.lines.length = SHOWN;
  }

  #later(delayMs: number, work: () => void): void {
    if (this.#closed) return;
    if (delayMs === 0) return work();
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, delayMs);
    this.#timers.add(timer);
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#outbox.close();
  }
}

/** Posts an event once; undefined when it was taken in time, else why it is thrown away. */
async function post({ url, headers, timeoutMs }: HookTarget, body: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.arrayBuffer();
    return response.ok ? undefined : `status ${response.status}`;
  } catch (error) {
    return error instanceof Error ? error.name : 'no answer';
  }
}
