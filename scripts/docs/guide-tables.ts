import { FUNCTIONS, type FunctionDefinition } from '../../src/core/expression/functions/index.ts';
import { PROBLEM_CODES } from '../../src/core/flow/findings.ts';
import { asCell, tableOf } from './markdown.ts';

/** Every function that expressions may call beside CEL's own, with one recorded case. */
export function functionTable(): string {
  const rows = FUNCTIONS.map((definition) => [formsOf(definition), asCell(definition.summary), exampleOf(definition)]);
  return tableOf(['function', 'what it gives', 'example'], rows);
}

/** Forms in the words of flow authors, for whom every number is a number; of many, the shortest and the longest. */
function formsOf({ forms }: FunctionDefinition): string {
  const signatures = [...new Set(forms.map(({ signature }) => plainSignature(signature)))];
  const shown = signatures.length > 3 ? [signatures[0], signatures.at(-1)] : signatures;
  return shown.map((signature) => `\`${asCell(signature ?? '')}\``).join(signatures.length > 3 ? ' … ' : ' ');
}

function plainSignature(signature: string): string {
  return signature
    .replaceAll('google.protobuf.Timestamp', 'time')
    .replaceAll(/\b(?:decimal|int|double)\b(?!\()/g, 'number')
    .replaceAll(/<(?:dyn|A)>/g, '')
    .replaceAll(/\bdyn\b/g, 'any')
    .replaceAll(/\bstring\b(?!\()/g, 'text')
    .replaceAll(/\bbool\b/g, 'true or false');
}

function exampleOf({ cases }: FunctionDefinition): string {
  const good = cases.find((each) => 'gives' in each);
  if (good === undefined || !('gives' in good)) return '';
  return `\`${asCell(good.expression)}\` → \`${asCell(JSON.stringify(good.gives))}\``;
}

/** Every code that the check of flow files reports. */
export function problemTable(): string {
  return tableOf(
    ['code', 'what it means'],
    Object.entries(PROBLEM_CODES).map(([code, meaning]) => [`\`${code}\``, asCell(meaning)]),
  );
}
