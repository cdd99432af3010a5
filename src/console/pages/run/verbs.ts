import type { Answer } from '../../../api/client.ts';
import type { AnswerOf, RunAction } from '../../../api/types.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import { client } from '../../data/client.ts';
import { commandOf, shellText } from '../../words/scripts.ts';

type Verb = RunAction['verb'];

/** What a person says when doing a verb. `value` is the edited input, or the result to go on with. */
export interface VerbOrder {
  readonly id: string;
  readonly reason: string;
  readonly value?: Json;
  /** `updatedAt` of the run as it was shown. */
  readonly seenAt: string;
}

/** Does a verb. */
export function doVerb(verb: Verb, { id, reason, value, seenAt }: VerbOrder): Promise<Answer<AnswerOf<'retryRun'>>> {
  const params = { id };
  const body = reason.trim() === '' ? {} : { reason: reason.trim() };
  switch (verb) {
    case 'retry':
      return client.retryRun({ params, body });
    case 'replay':
      return client.replayRun({ params, body });
    case 'cancel':
      return client.cancelRun({ params, body: { reason: reason.trim() } });
    case 'release':
      return client.releaseRun({ params, body: { verb, ...body, seenAt } });
    case 'edit':
      return client.releaseRun({
        params,
        body: { verb, input: (value ?? {}) as JsonObject, reason: reason.trim(), seenAt },
      });
    case 'skip':
      return client.releaseRun({ params, body: { verb, output: value ?? null, reason: reason.trim(), seenAt } });
  }
}

/** The verb for scripts. Edit and skip carry data and are done by the API only. */
export function verbCli(verb: Verb, id: string): string | undefined {
  const commands: Readonly<Partial<Record<Verb, string>>> = {
    retry: commandOf(`runs retry ${shellText(id)}`),
    replay: commandOf(`runs replay ${shellText(id)}`),
  };
  return commands[verb];
}

/** The verb as a sentence about one order, for the dialog and its button. */
export function verbSentence(verb: Verb, order: string): string {
  return VERB_SENTENCES[verb].replace('%', order);
}

const VERB_SENTENCES: Readonly<Record<Verb, string>> = {
  retry: 'Retry order %',
  release: 'Release order %',
  replay: 'Run order % again',
  cancel: 'Cancel order %',
  edit: 'Edit and release order %',
  skip: 'Settle a step of order % by hand',
};

/** Which verbs need a value of the person, and what it is. */
export const VALUE_LABELS: Readonly<Partial<Record<Verb, string>>> = {
  edit: 'Input of the step, as JSON',
  skip: 'Result to go on with, as JSON',
};

/** Reads what was typed as JSON; the message says what is wrong. An input has to be an object. */
export function readValue(verb: Verb, text: string): { readonly value: Json } | { readonly fault: string } {
  try {
    const value = JSON.parse(text) as Json;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return verb === 'edit' && !isObject ? { fault: 'The input has to be an object: { … }' } : { value };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'This is not JSON.' };
  }
}
