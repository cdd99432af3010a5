import type { Client } from '../src/api/client.ts';
import { ask } from '../src/cli/demo/ledgers.ts';
import { dataOf } from '../src/cli/server-client.ts';
import { type CustomerVerdict, judgeCustomers } from './customer-judge.ts';
import type { JudgedStore, Ledgers } from './customer-ledgers.ts';
import { type Edit, EDIT_FIELDS, planEdits } from './customer-plan.ts';
import { pause } from './sandbox-control.ts';

/** A running product between both sandboxes. */
export interface CustomerScene {
  readonly m3Url: string;
  readonly storeUrl: string;
  readonly client: Client;
  /** Progress, for whoever watches. */
  readonly tell: (line: string) => void;
}

export interface EditWish {
  readonly edits: number;
  readonly seed: number;
  /** Accounts in which something undoes what we write, again and again. */
  readonly loops: number;
  readonly perSecond: number;
}

export interface EditOutcome extends CustomerVerdict {
  readonly edits: number;
  readonly customers: number;
  /** Most writes that a planted loop got before it was stopped, and loops that a person sees. */
  readonly loopWrites: number;
  readonly loopsHeld: number;
  /** Other runs of both flows that wait for a person. */
  readonly held: number;
  readonly firstReadingMs: number;
  readonly editedMs: number;
  /** From the last edit until both sides agreed. */
  readonly settledMs: number;
}

const LANES = 8;
const STUBBORN = 'Stubborn Name';
/** A rest of the flows, doubled for what changes all the time, with a look of the polls. */
const QUIET_MS = 6_000;
/** Whole ledgers are large: looking all the time would slow down what is measured. */
const LOOK_MS = 3_000;
const LONGEST_MS = 600_000;

/** Reads all customers once, edits them on both sides, waits until nothing moves, and judges both ledgers. */
export async function driveEdits(scene: CustomerScene, wish: EditWish): Promise<EditOutcome> {
  const begun = Date.now();
  await readAll(scene);
  await rest(scene);
  const readAt = Date.now();
  const before = await ledgersOf(scene);
  scene.tell(`all were read in ${readAt - begun} ms`);
  const numbers = before.store.accounts.flatMap(({ key }) => key ?? []);
  const stubborn = numbers.slice(0, wish.loops);
  const plan = planEdits(numbers.slice(wish.loops), wish);
  const loops = keepLooping(scene, stubborn);
  await sendAll(scene, plan.edits, wish.perSecond);
  const editedAt = Date.now();
  scene.tell(`edited in ${editedAt - readAt} ms`);
  for (;;) {
    const { wrong } = judgeCustomers(plan, before, await ledgersOf(scene));
    scene.tell(`${wrong} of ${plan.final.size} fields differ`);
    if (wrong === 0 || Date.now() > editedAt + LONGEST_MS) break;
    await pause(LOOK_MS);
  }
  const agreedAt = Date.now();
  while ((await loops.held()) < wish.loops && Date.now() < editedAt + LONGEST_MS) await pause(500);
  await rest(scene);
  const { writes: loopWrites, held: loopsHeld } = await loops.stop();
  const holds = dataOf(await scene.client.listHolds({ query: { limit: 100 } })).items;
  for (const { order, flow, queue, reason } of holds) scene.tell(`held: ${flow} ${order} ${queue}: ${reason}`);
  const others = holds.filter(({ flow, queue }) => flow.startsWith('customers-') && queue !== 'customer-loop');
  return {
    ...judgeCustomers(plan, before, await ledgersOf(scene)),
    edits: plan.edits.length,
    customers: numbers.length,
    loopWrites,
    loopsHeld,
    held: others.length,
    firstReadingMs: readAt - begun,
    editedMs: editedAt - readAt,
    settledMs: agreedAt - editedAt,
  };
}

/** Both ledgers, from outside the product. */
async function ledgersOf({ m3Url, storeUrl }: CustomerScene): Promise<Ledgers> {
  const [m3, store] = await Promise.all([
    ask<Pick<Ledgers, 'customers'>>(`${m3Url}/sandbox/customers`),
    storeOf(storeUrl, 0),
  ]);
  return { customers: m3.customers, store };
}

/** All accounts, and the writes after one. */
const storeOf = (storeUrl: string, after: number): Promise<JudgedStore> =>
  ask<JudgedStore>(`${storeUrl}/sandbox/accounts?after=${after}`);

async function readAll({ client }: CustomerScene): Promise<void> {
  const begun = dataOf(await client.startSync({ params: { subject: 'customers' }, body: { full: true } }));
  for (;;) {
    const { state } = dataOf(await client.getSync({ params: { id: begun.id } }));
    if (state === 'failed') throw new Error('the first reading of customers failed');
    if (state === 'done') return;
    await pause(500);
  }
}

/** Waits until the flows have written nothing for a while. */
async function rest(scene: CustomerScene): Promise<void> {
  let [last, since] = ['', Date.now()];
  while (Date.now() < since + QUIET_MS) {
    const { customers, store } = await ledgersOf(scene);
    const seen = `${store.writes.length} ${customers.reduce((sum, { writes }) => sum + writes.length, 0)}`;
    if (seen !== last) [last, since] = [seen, Date.now()];
    await pause(1_000);
  }
}

async function sendAll(scene: CustomerScene, edits: readonly Edit[], perSecond: number): Promise<void> {
  const lanes = Map.groupBy(edits, ({ customerNumber }) => Number(customerNumber.slice(1)) % LANES);
  const startedAt = Date.now();
  let sent = 0;
  await Promise.all(
    [...lanes.values()].map(async (lane) => {
      for (const edit of lane) {
        sent += 1;
        // Both sides of a conflict are edited at once.
        if (!edit.conflict) await pause(startedAt + (sent * 1_000) / perSecond - Date.now());
        await send(scene, edit);
      }
    }),
  );
}

async function send({ m3Url, storeUrl }: CustomerScene, { customerNumber, side, ...edit }: Edit): Promise<void> {
  const field = EDIT_FIELDS.find(({ name }) => name === edit.field);
  if (side === 'm3') {
    await ask(`${m3Url}/sandbox/customers`, { customerNumber, fields: { [field?.m3 ?? '']: edit.value } });
    return;
  }
  const change = { [field?.store ?? '']: edit.value };
  await ask(`${storeUrl}/sandbox/accounts`, {
    key: customerNumber,
    ...(field?.at === 'address' ? { address: change } : { fields: change }),
  });
}

/** Puts a name back whenever it was changed, until stopped; a loop that only we can end. */
function keepLooping(scene: CustomerScene, keys: readonly string[]) {
  let going = true;
  const undo = (key: string): Promise<unknown> =>
    ask(`${scene.storeUrl}/sandbox/accounts`, { key, fields: { Name: STUBBORN } });
  const ids = new Map<number, number>();
  const loop = (async () => {
    let after = 0;
    for (;;) {
      const { accounts, writes } = await storeOf(scene.storeUrl, after);
      after = writes.at(-1)?.id ?? after;
      for (const { id, key, name } of accounts) {
        if (key === null || !keys.includes(key)) continue;
        const ours = writes.filter(({ integration, recordId, entity }) => {
          return integration && recordId === id && entity === 'Account';
        });
        ids.set(id, (ids.get(id) ?? 0) + ours.length);
        if (name !== STUBBORN) await undo(key);
      }
      if (!going) return;
      await pause(1_000);
    }
  })();
  const held = async (): Promise<number> => {
    const { items } = dataOf(await scene.client.listHolds({ query: { limit: 100 } }));
    return items.filter(({ queue }) => queue === 'customer-loop').length;
  };
  return {
    held,
    stop: async () => {
      going = false;
      await loop;
      return { writes: Math.max(0, ...ids.values()), held: await held() };
    },
  };
}
