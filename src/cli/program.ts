import { Command } from 'commander';
import { addAudit } from './commands/audit.ts';
import { addConnections } from './commands/connections.ts';
import { addAlerts } from './commands/alerts.ts';
import { addDemo } from './commands/demo.ts';
import { addErase } from './commands/erase.ts';
import { addFlows } from './commands/flows.ts';
import { addHolds } from './commands/holds.ts';
import { addKeys } from './commands/keys.ts';
import { addPause } from './commands/pause.ts';
import { addReconcile } from './commands/reconcile.ts';
import { addRuns } from './commands/runs.ts';
import { addSandbox } from './commands/sandbox.ts';
import { addStart } from './commands/start.ts';
import { addSync } from './commands/sync.ts';
import { addUsers } from './commands/users.ts';
import { addValidate } from './commands/validate.ts';

/** Every command with its options and what it does. */
export function makeProgram(): Command {
  const program = new Command('landbridge')
    .description('Links Infor M3 with Clarity eCommerce.')
    .version('0.1.0', '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .showSuggestionAfterError(true)
    .addHelpText(
      'before',
      `Examples:
  landbridge start                      everything on this machine, with real orders flowing
  landbridge demo --orders 200 --json   a throw-away instance, judged from outside
  landbridge sync items --full          every item of M3 to the store
  landbridge holds list                 what waits for a person
`,
    );

  addStart(program);
  addDemo(program);
  addSandbox(program);
  addValidate(program);
  addFlows(program);
  addSync(program);
  addRuns(program);
  addHolds(program);
  addReconcile(program);
  addAlerts(program);
  addConnections(program);
  addPause(program);
  addUsers(program);
  addKeys(program);
  addAudit(program);
  addErase(program);
  return program;
}
