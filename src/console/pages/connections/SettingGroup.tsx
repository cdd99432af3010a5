import { type ReactNode, useState } from 'react';
import type { SettingField } from '../../../api/types.ts';
import { Panel } from '../../parts/Panel.tsx';
import { plural } from '../../words/amount.ts';
import styles from './ConnectionForm.module.css';
import type { FieldGroup } from './form-model.ts';

interface SettingGroupProps {
  readonly group: FieldGroup;
  readonly isProminent: (field: SettingField) => boolean;
  readonly children: (field: SettingField) => ReactNode;
}

/** Fields under one heading: those that matter at once, and the rest on demand. Fields never vanish while one types. */
export function SettingGroup({ group, isProminent, children }: SettingGroupProps) {
  const [open, setOpen] = useState(false);
  const [early] = useState(() => new Set(group.fields.filter(isProminent).map((field) => field.name)));
  const shown = group.fields.filter((field) => open || early.has(field.name) || isProminent(field));
  const hidden = group.fields.length - shown.length;
  const note =
    hidden === 0
      ? undefined
      : `${plural(hidden, shown.length > 0 ? 'more setting' : 'setting')} at ${hidden === 1 ? 'its default' : 'their defaults'}`;
  return (
    <Panel
      title={group.title}
      note={note}
      flush={shown.length === 0}
      actions={
        hidden > 0 || open ? (
          <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Show less' : 'Show all'}
          </button>
        ) : null
      }
    >
      {shown.length > 0 ? <div className={styles.fields}>{shown.map(children)}</div> : null}
    </Panel>
  );
}
