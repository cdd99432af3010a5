import type { Shape } from '../expression/shape.ts';
import type { Expression } from '../expression/types.ts';
import { reportTemplate } from '../mapping/check.ts';
import { expressionOf } from '../mapping/compile.ts';
import type { OperationCatalogue } from './catalogue.ts';
import { type Compilation, rootShapes } from './compile-context.ts';
import { compileSteps } from './compile-steps.ts';
import { compileTrigger, eventShapes } from './compile-trigger.ts';
import { defaultsOf } from './compile-work.ts';
import { type Finding, type Report, toProblem } from './findings.ts';
import type { FactName, Flow, FlowBundle, Problem } from './model.ts';
import type { FlowProgram } from './program.ts';

/** Turns findings about the files of a bundle into problems with their lines, where the files are at hand. */
export interface BundleSources {
  flow(finding: Finding): Problem;
  mapping(name: string, finding: Finding): Problem;
}

/** A flow ready to run, when nothing is wrong, and what is wrong or doubtful. */
export interface CompileResult {
  readonly program?: FlowProgram;
  readonly problems: readonly Problem[];
}

/**
 * Checks a flow with its mappings and crosswalks against what its connections offer, and compiles it once for all its
 * runs. Errors mean there is no program; warnings are for its author. Never throws for what files say.
 */
export function compileFlow(bundle: FlowBundle, catalogue: OperationCatalogue, sources?: BundleSources): CompileResult {
  const problems: Problem[] = [];
  const given = sources ?? sourcesOf(bundle);
  const add = (problem: Problem): void => {
    // A mapping used by two steps is checked for each of them; what is wrong with it is told once.
    const same = problems.some(
      (known) => known.file === problem.file && known.path === problem.path && known.message === problem.message,
    );
    if (!same) problems.push(problem);
  };
  const report: Report = (finding) => add(given.flow(finding));
  const context: Compilation = {
    bundle,
    flow: bundle.flow,
    catalogue,
    report,
    reportMapping: (name) => (finding) => add(given.mapping(name, finding)),
    used: { connections: new Set(), mappings: new Set() },
    stack: [bundle.flow.flow],
    count: { steps: 0 },
  };
  const program = compile(context);
  reportUnused(context);
  const faulty = problems.some((problem) => problem.severity === 'error');
  return faulty ? { problems } : { program, problems };
}

function compile(context: Compilation): FlowProgram {
  const { flow, bundle } = context;
  const event = eventShapes(context);
  const root = rootShapes(flow, event.run);
  const trigger = compileTrigger(context, event.one);
  const { programs, shapes } = compileSteps(flow.steps, { at: ['steps'], depth: 0, inParallel: false }, root, context);
  return {
    name: flow.flow,
    title: flow.title,
    flow,
    trigger,
    settings: defaultsOf(flow),
    facts: compileFacts(flow, shapes, context),
    steps: programs,
    crosswalks: bundle.crosswalks,
  };
}

function compileFacts(
  flow: Flow,
  shapes: ReadonlyMap<string, Shape>,
  context: Compilation,
): ReadonlyMap<FactName, Expression> {
  const facts = new Map<FactName, Expression>();
  for (const [name, template] of Object.entries(flow.facts ?? {}) as [FactName, string][]) {
    // A fact whose data is not there is left out, so nothing need be there for certain.
    const report: Report = (finding) => finding.code === 'may-be-missing' || context.report(finding);
    reportTemplate(template, ['facts', name], { shapes, report });
    facts.set(name, expressionOf(template, shapes));
  }
  return facts;
}

function reportUnused(context: Compilation): void {
  const { flow, used, bundle } = context;
  for (const [index, connection] of flow.connections.entries()) {
    if (used.connections.has(connection)) continue;
    context.report({
      at: ['connections', index],
      severity: 'warning',
      code: 'unused',
      message: `no step uses the connection "${connection}"`,
    });
  }
  for (const name of Object.keys(bundle.mappings)) {
    if (used.mappings.has(name)) continue;
    context.reportMapping(name)({
      at: ['map'],
      severity: 'warning',
      code: 'unused',
      message: `no step uses the mapping "${name}"`,
    });
  }
}

/** Problems of a bundle whose files are not at hand: file names as they usually are, and no lines. */
function sourcesOf(bundle: FlowBundle): BundleSources {
  const folder = bundle.flow.flow;
  return {
    flow: (finding) => toProblem(`${folder}/flow.yaml`, finding, bundle.flow, undefined),
    mapping: (name, finding) => toProblem(`${folder}/${name}.map.yaml`, finding, bundle.mappings[name], undefined),
  };
}
