import { DATE_FUNCTIONS } from './date.ts';
import type { FunctionDefinition } from './definition.ts';
import { LIST_FUNCTIONS } from './list.ts';
import { NUMBER_FUNCTIONS } from './number.ts';
import { REGEX_FUNCTIONS } from './regex.ts';
import { TEXT_FUNCTIONS } from './text.ts';

/** Every function of ours, for the environment, the editor's help and the tests. */
export const FUNCTIONS: readonly FunctionDefinition[] = [
  ...TEXT_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...LIST_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...REGEX_FUNCTIONS,
];

export type { FunctionDefinition } from './definition.ts';
