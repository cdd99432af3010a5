import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { Permission } from '../../../api/permissions.ts';
import type { RunAction, RunDetail } from '../../../api/types.ts';
import { useSession } from '../../data/session.ts';
import { whyNot } from '../../words/roles.ts';
import styles from './VerbBar.module.css';
import { VerbDialog } from './VerbDialog.tsx';

type Verb = RunAction['verb'];

export const VERB_PERMISSIONS: Readonly<Record<Verb, Permission>> = {
  retry: 'runs.retry',
  release: 'runs.retry',
  skip: 'runs.retry',
  edit: 'runs.retry',
  replay: 'runs.retry',
  cancel: 'runs.cancel',
};

const SHOWN: readonly Verb[] = ['retry', 'release', 'replay', 'cancel'];
/** For people who know what they do; found under "More". */
const RARE: readonly Verb[] = ['edit', 'skip'];

interface VerbBarProps {
  readonly run: RunDetail;
  readonly actions: readonly RunAction[];
}

/** What a person can do. A verb that is off says why; every verb shows what it will do before it does it. */
export function VerbBar({ run, actions }: VerbBarProps) {
  const permissions = useSession()?.permissions ?? [];
  const [asking, setAsking] = useState<RunAction>();
  const shown = SHOWN.flatMap((verb) => actions.filter((action) => action.verb === verb && isOffered(action, run)));
  const rare = actions.filter((action) => RARE.includes(action.verb) && action.allowed);
  if (shown.length === 0) return null;
  const why = (action: RunAction): string | undefined => {
    const permission = VERB_PERMISSIONS[action.verb];
    if (!permissions.includes(permission)) return whyNot(permission);
    return action.allowed ? undefined : (action.why ?? 'Not possible now.');
  };
  const first = shown.find((action) => why(action) === undefined && !SECOND.has(action.verb));
  return (
    <div className={styles.bar}>
      {shown.map((action) => {
        const off = why(action);
        return (
          <Button
            key={action.verb}
            variant={action === first ? 'filled' : 'default'}
            data-danger={action.verb === 'cancel' || undefined}
            classNames={{ root: styles.verb ?? '' }}
            aria-disabled={off === undefined ? undefined : true}
            data-tip={off ?? action.effect}
            onClick={() => {
              if (off === undefined) setAsking(action);
            }}
          >
            {action.title}
          </Button>
        );
      })}
      {rare.length > 0 ? (
        <Menu position="bottom-end" width={300} shadow="md">
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={15} aria-hidden />}>
              More
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {rare.map((action) => (
              <Menu.Item key={action.verb} disabled={why(action) !== undefined} onClick={() => setAsking(action)}>
                <strong>{action.title}</strong>
                <span className={styles.effect}>{why(action) ?? action.effect}</span>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
      {asking ? <VerbDialog run={run} action={asking} onClose={() => setAsking(undefined)} /> : null}
    </div>
  );
}

/** Never the first choice, even where nothing else is possible. */
const SECOND: ReadonlySet<Verb> = new Set<Verb>(['cancel', 'replay']);

/** After its end a run can only be run again. Before, verbs that people look for stay in sight and say why they are off. */
function isOffered({ allowed, verb }: RunAction, { state }: RunDetail): boolean {
  if (state === 'completed' || state === 'canceled') return verb === 'replay';
  return allowed || verb !== 'release';
}
