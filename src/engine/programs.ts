import type { FlowProgram } from '../core/flow/program.ts';
import type { Failure } from '../core/failure.ts';
import { engineFailure } from './errors.ts';
import type { Compile, Deployment, DeploymentStore } from './ports.ts';

/** A deployment with its compiled program. */
export interface LiveFlow {
  readonly deployment: Deployment;
  readonly program: FlowProgram;
}

const RECHECK_MS = 1_000;

/** Keeps compiled flows: the live ones for intake, and whatever older ones still have runs. */
export class Programs {
  readonly #store: DeploymentStore;
  readonly #compile: Compile;
  readonly #byId = new Map<string, LiveFlow | Failure>();
  #active: Promise<readonly LiveFlow[]> | undefined;
  #revision = -1;
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(store: DeploymentStore, compile: Compile) {
    this.#store = store;
    this.#compile = compile;
  }

  /** Flows that events may start, as of at most a second ago. Keeps the last known ones while the database is away. */
  async active(): Promise<readonly LiveFlow[]> {
    await this.#refresh();
    this.#active ??= this.#loadActive();
    return await this.#active;
  }

  /** The flow version a run is pinned to, or why it cannot run. */
  async of(deploymentId: string): Promise<LiveFlow | Failure> {
    await this.#refresh();
    const known = this.#byId.get(deploymentId);
    if (known) return known;
    const deployment = await this.#store.load(deploymentId);
    const flow = deployment
      ? this.#compiled(deployment)
      : engineFailure('engine.flow-broken', { message: 'The deployment of this run is gone.' });
    this.#byId.set(deploymentId, flow);
    return flow;
  }

  async #refresh(): Promise<void> {
    const now = performance.now();
    if (now - this.#checkedAt < RECHECK_MS) return;
    this.#checkedAt = now;
    const revision = await this.#store.revision().catch((error: unknown) => {
      if (this.#active === undefined) throw error;
      return this.#revision;
    });
    if (revision === this.#revision) return;
    this.#revision = revision;
    this.#byId.clear();
    this.#active = undefined;
  }

  async #loadActive(): Promise<readonly LiveFlow[]> {
    try {
      const deployments = await this.#store.listActive();
      const flows = deployments.map((deployment) => {
        const flow = this.#compiled(deployment);
        this.#byId.set(deployment.id, flow);
        return flow;
      });
      return flows.filter((flow): flow is LiveFlow => 'program' in flow);
    } catch (error) {
      this.#active = undefined;
      this.#revision = -1;
      throw error;
    }
  }

  #compiled(deployment: Deployment): LiveFlow | Failure {
    const result = this.#compile(deployment);
    if (!('problems' in result)) return { deployment, program: result };
    return engineFailure('engine.flow-broken', { message: `${deployment.flow}: ${result.problems.join('; ')}` });
  }
}
