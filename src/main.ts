/** Wires everything, and nothing else does: the doors through which commands reach the product. */
export { validateFlows } from './app/compile-flows.ts';
export { eraseShopper, readErasures, resetUser, rotateKeys, verifyAuditLog } from './app/maintenance.ts';
export { runSandbox } from './app/run-sandbox.ts';
export { runStart } from './app/run-start.ts';
export { readReach, type SandboxProcess, spawnSandbox } from './app/sandboxes.ts';
export { readOperatorToken } from './server/sign-in/secret-files.ts';
