import type { AnswerOf } from '../../../../api/types.ts';

export type Fix = AnswerOf<'getRunFix'>;
export type FixField = Fix['fields'][number];

/** What a person has typed so far: values by path, and what of it is to be kept. */
export interface Draft {
  readonly values: Readonly<Record<string, string>>;
  readonly remember: Readonly<Record<string, 'crosswalk' | 'default' | undefined>>;
  readonly link: string;
}

export const EMPTY_DRAFT: Draft = { values: {}, remember: {}, link: '' };

/** What stands in a record under a path that may be called anything, `__proto__` too. */
export function at<T>(record: Readonly<Record<string, T>>, path: string): T | undefined {
  return Object.hasOwn(record, path) ? record[path] : undefined;
}

/** Fields whose value is another than it was. */
export function changesOf(fix: Fix, draft: Draft): readonly { readonly path: string; readonly value: string }[] {
  return fix.fields.flatMap(({ path, value }) => {
    const typed = at(draft.values, path);
    return typed === undefined || typed.trim() === value ? [] : [{ path, value: typed.trim() }];
  });
}

/** The body of a check or of the fix itself. */
export function orderOf(fix: Fix, draft: Draft) {
  const changes = changesOf(fix, draft);
  const remember = Object.entries(draft.remember).flatMap(([path, as]) =>
    as !== undefined && changes.some((change) => change.path === path) ? [{ path, as }] : [],
  );
  const link = draft.link.trim();
  return { changes: [...changes], remember, ...(link === '' ? {} : { link }) };
}

/** What is wrong with a value before anybody is asked: its length, or a number that is none. */
export function faultOf({ limit, kind, required, allowed }: FixField, value: string): string | undefined {
  const text = value.trim();
  if (text === '') return required ? 'Needed.' : undefined;
  if (limit?.maxLength !== undefined && text.length > limit.maxLength) {
    return `At most ${limit.maxLength} characters; these are ${text.length}.`;
  }
  const isNumber = kind === 'number' || limit?.type === 'number';
  if (isNumber && !/^-?\d+(\.\d+)?$/.test(text)) return 'A number, such as 12.50.';
  if (allowed !== undefined && !allowed.includes(text)) return `One of ${allowed.join(', ')}.`;
  return undefined;
}

/** What a field takes, in words: its length, its type, where that is written. */
export function limitWords({ limit, required }: FixField): string {
  const parts = [
    required ? 'needed' : '',
    limit?.maxLength === undefined ? '' : `at most ${limit.maxLength} characters`,
    limit?.type === 'number' ? 'a number' : limit?.type === 'date' ? 'a date' : '',
    limit?.source ?? '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** How a correction is kept, in words. */
export function rememberWords(field: FixField, as: 'crosswalk' | 'default', value: string): string {
  const given = value.trim() === '' ? '…' : value.trim();
  return as === 'crosswalk'
    ? `Remember: ${field.lookup?.key ?? ''} means ${given} from now on (crosswalk ${field.lookup?.crosswalk ?? ''})`
    : `Remember: ${given} wherever it is left empty (default of the connection)`;
}
