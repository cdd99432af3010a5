import { Autocomplete, Checkbox, Select } from '@mantine/core';
import styles from './Fix.module.css';
import { at, type Draft, faultOf, type FixField, limitWords, rememberWords } from './fix-model.ts';

interface FieldInputProps {
  readonly field: FixField;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

/** One value with what it takes, what is wrong with it, and how a correction can be kept. */
export function FieldInput({ field, draft, onChange }: FieldInputProps) {
  const { path, label, value, wrong } = field;
  const typed = at(draft.values, path) ?? value;
  const isChanged = typed.trim() !== value;
  const fault = isChanged ? faultOf(field, typed) : undefined;
  const set = (next: string) => onChange({ ...draft, values: { ...draft.values, [path]: next } });
  const limits = limitWords(field);
  const common = {
    label,
    description: limits === '' ? undefined : limits,
    error: fault ?? (isChanged ? undefined : wrong),
    spellCheck: false,
  };
  const options = field.kind === 'flag' ? ['true', 'false'] : field.allowed;
  return (
    <div className={styles.field} data-changed={isChanged || undefined}>
      {options ? (
        <Select {...common} data={unique(options)} value={typed} onChange={(next) => set(next ?? '')} />
      ) : (
        <Autocomplete {...common} data={unique(field.suggested ?? [])} value={typed} onChange={set} limit={12} />
      )}
      {isChanged ? (
        <p className={styles.change}>
          <del>{value === '' ? 'nothing' : value}</del> <span aria-hidden>→</span>
          <span className="visually-hidden"> becomes </span> <ins>{typed.trim() === '' ? 'nothing' : typed.trim()}</ins>
        </p>
      ) : null}
      {isChanged
        ? field.remember.map((as) => (
            <Checkbox
              key={as}
              size="md"
              label={rememberWords(field, as, typed)}
              checked={at(draft.remember, path) === as}
              onChange={(event) =>
                onChange({
                  ...draft,
                  remember: { ...draft.remember, [path]: event.currentTarget.checked ? as : undefined },
                })
              }
            />
          ))
        : null}
    </div>
  );
}

/** The inputs refuse a list that says something twice. */
function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
