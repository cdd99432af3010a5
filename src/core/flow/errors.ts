import { failureFrom } from '../error-table.ts';

/** Codes of failures that a flow's own rules cause while a run goes on. */
export const FLOW_ERRORS = {
  'flow.expression-failed': {
    kind: 'rejected',
    title: 'An expression of the flow could not be worked out with this data.',
    remedy: 'Correct the data in its system, or the expression in the flow, and retry the step.',
  },
  'flow.mapping-failed': {
    kind: 'rejected',
    title: 'A mapping rule gave a value that its target field cannot take.',
    remedy: 'Correct the data or the mapping rule, and retry the step.',
  },
  'flow.crosswalk-unknown': {
    kind: 'missing',
    title: 'A value has no counterpart in its crosswalk.',
    remedy: 'Add the value to the crosswalk (or a default to the rule), then release the run.',
  },
  'flow.list-too-long': {
    kind: 'rejected',
    title: 'A list is longer than one run may go through.',
    remedy: 'Split the record into smaller ones, or cancel the run.',
  },
  'flow.not-a-list': {
    kind: 'rejected',
    title: 'A loop was given something that is not a list.',
    remedy: 'Correct the expression after `in`, or the data, and retry the step.',
  },
} as const;

/** Builds a failure of a flow's own rules. */
export const flowFailure = failureFrom(FLOW_ERRORS);
