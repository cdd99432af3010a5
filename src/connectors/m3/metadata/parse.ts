import type { MiField, MiFieldType, MiProgram, MiTables, MiTransaction } from './tables.ts';

/** A text in the table grammar, with the name that a fault in it is reported under. */
export interface TableSource {
  name: string;
  text: string;
}

/** A line of a table file that does not follow the grammar written at the top of each file. */
export class TableGrammarError extends Error {
  constructor(source: string, line: number, fault: string) {
    super(`${source} line ${line}: ${fault}`);
    this.name = 'TableGrammarError';
  }
}

interface Draft {
  program: string;
  name: string;
  purpose: string;
  cloudEditionOnly: boolean;
  inputs: MiField[];
  outputs: MiField[];
  outputsLeftOut: number;
}

const HEADING = /^@ (\*|[A-Z0-9]{5,10})\/([A-Za-z0-9]{2,15}) (\[CE\] )?— (.+)$/;
const FIELD = /^(\*?)([A-Z0-9]{3,6}):([AND])([0-9]{1,4})$/;
const LEFT_OUT = /\(\+(\d+) more\)$/;

/** The program name that stands for "every program" in the grammar. */
const EVERY_PROGRAM = '*';

/**
 * Reads table sources into programs and gives each program the general transactions.
 * @throws TableGrammarError naming source and line, because these files ship with the product.
 */
export function parseTables(sources: readonly TableSource[]): MiTables {
  const transactions = sources.flatMap(parseSource);
  const general = transactions.filter(({ program }) => program === EVERY_PROGRAM);
  const programs = new Map<string, Map<string, MiTransaction>>();
  for (const transaction of transactions) {
    if (transaction.program === EVERY_PROGRAM) continue;
    const known = programs.get(transaction.program) ?? new Map<string, MiTransaction>();
    programs.set(transaction.program, known.set(transaction.name, transaction));
  }
  return new Map<string, MiProgram>(
    [...programs].sort(byName).map(([name, own]) => {
      const added = general.filter((transaction) => !own.has(transaction.name));
      for (const transaction of added) own.set(transaction.name, { ...transaction, program: name });
      return [name, { name, transactions: own }];
    }),
  );
}

function parseSource({ name, text }: TableSource): MiTransaction[] {
  const drafts: Draft[] = [];
  let list: 'inputs' | 'outputs' | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const fail = (fault: string): never => {
      throw new TableGrammarError(name, index + 1, fault);
    };
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (line.startsWith('@')) {
      drafts.push(parseHeading(line) ?? fail('a heading reads "@ PROGRAM/TRANSACTION — purpose"'));
      list = undefined;
      continue;
    }
    if (line.startsWith('I ')) list = 'inputs';
    else if (line.startsWith('O ')) list = 'outputs';
    else if (!line.startsWith(' ')) fail('a line begins with "@", "I", "O", "#" or a blank');
    const draft = drafts.at(-1);
    if (!draft || !list) return fail('fields stand before the first heading or list');
    draft.outputsLeftOut += Number(LEFT_OUT.exec(line)?.[1] ?? 0);
    for (const word of fieldWords(line)) draft[list].push(parseField(word) ?? fail(`"${word}" is not a field`));
  }
  return drafts;
}

function parseHeading(line: string): Draft | undefined {
  const match = HEADING.exec(line);
  if (!match) return undefined;
  const [, program = '', name = '', cloudEdition, purpose = ''] = match;
  const cloudEditionOnly = cloudEdition !== undefined;
  return { program, name, purpose, cloudEditionOnly, inputs: [], outputs: [], outputsLeftOut: 0 };
}

function fieldWords(line: string): string[] {
  const words = line.slice(1).replace(LEFT_OUT, '').replace('(none)', '').trim();
  return words === '' ? [] : words.split(/ +/);
}

function parseField(word: string): MiField | undefined {
  const match = FIELD.exec(word);
  if (!match) return undefined;
  const [, star, name = '', type, length] = match;
  return { name, mandatory: star === '*', type: type as MiFieldType, length: Number(length) };
}

function byName([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1;
}
