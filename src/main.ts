import type { validateFlows as ValidateFlows } from './app/compile-flows.ts';
import type * as maintenance from './app/maintenance.ts';
import type { runSandbox as RunSandbox } from './app/run-sandbox.ts';
import type { runStart as RunStart } from './app/run-start.ts';

/**
 * Wires everything, and nothing else does: the doors through which commands reach the product. What is behind a door is
 * loaded when somebody goes through it: a sandbox needs no server, and a command against a running server needs neither.
 */
export { type SandboxPair, spawnSandboxes } from './app/sandbox-pair.ts';
export { readOperatorToken } from './server/sign-in/secret-files.ts';

type Maintenance = typeof maintenance;

/** See `app/run-start.ts`. */
export const runStart: typeof RunStart = async (...given) => (await import('./app/run-start.ts')).runStart(...given);

/** See `app/run-sandbox.ts`. */
export const runSandbox: typeof RunSandbox = async (...given) =>
  (await import('./app/run-sandbox.ts')).runSandbox(...given);

/** See `app/compile-flows.ts`. */
export const validateFlows: typeof ValidateFlows = async (...given) =>
  (await import('./app/compile-flows.ts')).validateFlows(...given);

const maintain = (): Promise<Maintenance> => import('./app/maintenance.ts');

/** See `app/maintenance.ts`, as the others below. */
export const eraseShopper: Maintenance['eraseShopper'] = async (...given) => (await maintain()).eraseShopper(...given);

export const readErasures: Maintenance['readErasures'] = async (...given) => (await maintain()).readErasures(...given);

export const resetUser: Maintenance['resetUser'] = async (...given) => (await maintain()).resetUser(...given);

export const rotateKeys: Maintenance['rotateKeys'] = async (...given) => (await maintain()).rotateKeys(...given);

export const verifyAuditLog: Maintenance['verifyAuditLog'] = async (...given) =>
  (await maintain()).verifyAuditLog(...given);
