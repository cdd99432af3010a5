import type { FlowProgram, StepProgram } from '../flow/program.ts';

type CallStep = Extract<StepProgram, { verb: 'call' }>;

/** All steps of a flow, also those inside others and in catch clauses, in the order they stand. */
function allSteps(steps: readonly StepProgram[]): readonly StepProgram[] {
  return steps.flatMap((step) => [
    step,
    ...allSteps(innerSteps(step)),
    ...step.catches.flatMap((clause) => allSteps(clause.steps ?? [])),
  ]);
}

function innerSteps(step: StepProgram): readonly StepProgram[] {
  switch (step.verb) {
    case 'for':
    case 'try':
    case 'flow':
      return step.steps;
    case 'parallel':
      return step.branches.flatMap((branch) => branch.steps);
    case 'switch':
      return [...step.branches.flatMap((branch) => branch.steps), ...step.otherwise];
    default:
      return [];
  }
}

/** The id of a step from its address: `line` of `lines[7]/line`. */
function idOf(address: string): string {
  return (address.split('/').at(-1) ?? address).replace(/\[\d+\]$/, '');
}

/** The step at an address, when it is one that calls an operation. */
export function callStepAt(program: FlowProgram, address: string): CallStep | undefined {
  const id = idOf(address);
  return allSteps(program.steps).find((step): step is CallStep => step.id === id && step.verb === 'call');
}

/** The steps of a flow from the one at `address` on, by id and title; all of them when it is not there. */
export function stepsFrom(
  program: FlowProgram,
  address: string,
): readonly { readonly id: string; readonly title: string }[] {
  const outer = (address.split('/')[0] ?? address).replace(/\[\d+\]$/, '');
  const at = program.steps.findIndex((step) => step.id === outer);
  return program.steps.slice(Math.max(at, 0)).map((step) => ({ id: step.id, title: step.title ?? step.id }));
}

/**
 * Why a run that began on one version cannot go on with another one; undefined when it can. Steps that were begun must be
 * there with the same operation, or what they have written would not be known any more.
 */
export function whyNotOn(newer: FlowProgram, older: FlowProgram, begun: readonly string[]): string | undefined {
  for (const address of begun) {
    const before = callStepAt(older, address);
    if (before === undefined) continue;
    const after = callStepAt(newer, address);
    if (after?.operation !== before.operation || after.connection !== before.connection) {
      return `The newest version has no step ${address} that calls ${before.connection}.${before.operation}. Run it again from the start instead.`;
    }
  }
  return undefined;
}
