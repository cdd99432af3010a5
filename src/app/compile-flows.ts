import { CONNECTORS } from '../connectors/index.ts';
import { type LoadedFlow, loadBundle, type SourceFile } from '../core/flow/bundle.ts';
import type { ConnectionCatalogue, OperationCatalogue } from '../core/flow/catalogue.ts';
import { compileFlow } from '../core/flow/compile.ts';
import type { FlowBundle, Problem } from '../core/flow/model.ts';
import type { FlowProgram } from '../core/flow/program.ts';
import { BUILT_IN_CATALOGUE, BUILT_IN_CONNECTION } from '../engine/built-in/registry.ts';
import type { Deployment } from '../engine/ports.ts';
import { STEP_ERROR_CODES } from './error-codes.ts';
import { readFlowFiles } from './flow-files.ts';

/** What the connections of a flow offer. `clarity-eu` is a second connection of the connector `clarity`. */
function catalogueFor(connections: readonly string[]): OperationCatalogue {
  const known: Record<string, ConnectionCatalogue> = { ...CONNECTORS, [BUILT_IN_CONNECTION]: BUILT_IN_CATALOGUE };
  for (const name of connections) {
    const connector = CONNECTORS[name] ?? CONNECTORS[name.split('-')[0] ?? ''];
    if (connector) known[name] = connector;
  }
  return { connections: known, errorCodes: STEP_ERROR_CODES };
}

/** Compiles what is deployed; problems are for people and mean that it does not run. */
export function compileDeployment({ bundle }: Deployment): FlowProgram | { readonly problems: readonly string[] } {
  const { program, problems } = compileFlow(bundle, catalogueFor(bundle.flow.connections));
  return program ?? { problems: problems.filter(isError).map(({ path, message }) => `${path}: ${message}`) };
}

const isError = (problem: Problem): boolean => problem.severity === 'error';

/**
 * The bundle of a stored version.
 * @throws Error when the files hold no such flow, which a deployment would have refused.
 */
export function parseDeployed(files: readonly SourceFile[], flow: string): FlowBundle {
  const loaded = loadBundle(files).flows.find((each) => each.bundle.flow.flow === flow);
  if (!loaded) throw new Error(`The stored files of ${flow} hold no such flow`);
  return loaded.bundle;
}

/** A flow with the files that belong to it: its own folder, and the crosswalks it may use. */
export interface FlowWithFiles {
  readonly bundle: FlowBundle;
  readonly files: readonly SourceFile[];
}

/** The flows of a set of files, each with its own. */
export function parseFlows(files: readonly SourceFile[]): FlowWithFiles[] {
  return loadBundle(files).flows.map(({ bundle, file }) => {
    const folder = file.slice(0, file.lastIndexOf('/') + 1);
    const own = files.filter(({ path }) => path.startsWith(folder) || path.includes('crosswalks/'));
    return { bundle, files: own };
  });
}

/** Everything that is wrong or doubtful in a set of files, with file and line. */
export function validateFiles(files: readonly SourceFile[]): Problem[] {
  const { flows, problems } = loadBundle(files);
  const compiled = flows.flatMap(({ bundle, sources }: LoadedFlow) => [
    ...compileFlow(bundle, catalogueFor(bundle.flow.connections), sources).problems,
  ]);
  return [...problems, ...compiled];
}

/**
 * Checks the files at or below a path.
 * @throws Error when there is no such path, or nothing there that belongs to a flow.
 */
export async function validateFlows(path: string): Promise<{ files: readonly string[]; problems: readonly Problem[] }> {
  const files = await readFlowFiles(path);
  return { files: files.map((file) => file.path), problems: validateFiles(files) };
}
