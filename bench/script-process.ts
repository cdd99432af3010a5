import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ScriptReport, ScriptWork } from './plain-script.ts';

const program = fileURLToPath(new URL('./plain-script.ts', import.meta.url));

/** The plain script in its own process. It lives through the whole benchmark, so that it is as warm as the server. */
export class ScriptProcess {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  /**
   * Has the orders carried over; resolves when the last one is done.
   * @throws Error when a call was refused: the script has no answer to that.
   */
  async run(work: ScriptWork): Promise<ScriptReport> {
    const answered = once(this.#child, 'message');
    this.#child.send(work);
    const [report] = (await answered) as [ScriptReport];
    if (report.failure !== undefined) throw new Error(`The plain script broke off: ${report.failure}`);
    return report;
  }

  stop(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}
