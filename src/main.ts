/** Wires everything, and nothing else does: the doors through which commands, tests and tools reach the product. */
export { type Config, readConfig } from './config.ts';
export { validateFlows } from './app/compile-flows.ts';
export { type Product, startProduct } from './app/product.ts';
export { runSandbox, type RunningSandbox } from './app/run-sandbox.ts';
export { runStart, type StartFlags } from './app/run-start.ts';
export { readReach, type SandboxProcess, type SandboxReach, spawnSandbox } from './app/sandboxes.ts';
export { connectSandboxes } from './app/connect-sandboxes.ts';
export { readOperatorToken } from './server/sign-in/secret-files.ts';
