import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createClient } from '../src/api/client.ts';
import { freePort, ServerProcess } from '../src/cli/demo/server-process.ts';
import { table } from '../src/cli/output.ts';
import { readOperatorToken, type SandboxPair, spawnSandboxes } from '../src/main.ts';
import { driveEdits } from './customer-drive.ts';

/**
 * Edits customers on both sides, with cut, other-case and decomposed spellings among them, and counts what the flows
 * write: `node bench/customer-edits.ts --json`. Exit code 0 when there was no echo, at most one write for each real
 * change, every conflict went by the table, and planted loops stopped after three writes.
 */

const { values } = parseArgs({
  options: {
    edits: { type: 'string', default: '10000' },
    customers: { type: 'string', default: '500' },
    loops: { type: 'string', default: '3' },
    rate: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

const LOOP_LIMIT = 3;
const folder = await mkdtemp(join(tmpdir(), 'landbridge-customers-'));
let sandboxes: SandboxPair | undefined;
const sandboxFolder = join(folder, 'sandbox');
const settings = {
  m3: { customersEverySeconds: 1, statusEverySeconds: 3_600, stockEverySeconds: 3_600, ratePerSecond: 10_000 },
  clarity: { pollSeconds: 5, ratePerSecond: 10_000, burst: 10_000 },
};
const server = new ServerProcess({
  folder,
  port: await freePort(),
  flags: ['--sandbox-folder', sandboxFolder, '--quick', '--instance', 'bench'],
  environment: { LANDBRIDGE_SANDBOX_SETTINGS: JSON.stringify(settings) },
});
try {
  sandboxes = await spawnSandboxes(sandboxFolder, { latencyMs: 0, customers: Number(values.customers) });
  await server.start();
  while (!server.said.includes('Landbridge console')) await new Promise((resolve) => setTimeout(resolve, 50));
  const client = createClient({ baseUrl: server.url, token: await readOperatorToken(folder) });
  const wish = {
    edits: Number(values.edits),
    seed: Number(values.seed),
    loops: Number(values.loops),
    perSecond: Number(values.rate),
  };
  const tell = (line: string): boolean => process.stderr.write(`${line}\n`);
  const outcome = await driveEdits({ ...sandboxes.ledgers, client, tell }, wish);
  const cells = Object.entries(outcome).map(([name, value]) => [name, String(value)]);
  process.stdout.write(values.json ? `${JSON.stringify(outcome)}\n` : `${table(cells)}\n`);
  const { echoWrites, excessWrites, wrong, held, loopWrites, loopsHeld } = outcome;
  const kept = echoWrites + excessWrites + wrong + held === 0 && loopWrites <= LOOP_LIMIT && loopsHeld === wish.loops;
  process.exitCode = kept ? 0 : 1;
} finally {
  await server.stop();
  await sandboxes?.stop();
  await rm(folder, { recursive: true, force: true });
}
