import { Button } from '@mantine/core';
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

const ORDER: readonly Verb[] = ['release', 'retry', 'edit', 'skip', 'replay', 'cancel'];

interface VerbBarProps {
  readonly run: RunDetail;
  readonly actions: readonly RunAction[];
}

/** What a person can do. A verb that is off says why; every verb shows what it will do before it does it. */
export function VerbBar({ run, actions }: VerbBarProps) {
  const permissions = useSession()?.permissions ?? [];
  const [asking, setAsking] = useState<RunAction>();
  const offered = ORDER.flatMap((verb) => actions.filter((action) => action.verb === verb && isOffered(action)));
  if (offered.length === 0) return null;
  const first = offered.find((action) => action.allowed && action.verb !== 'cancel' && action.verb !== 'replay');
  return (
    <div className={styles.bar}>
      {offered.map((action) => {
        const may = permissions.includes(VERB_PERMISSIONS[action.verb]);
        const off = !may ? whyNot(VERB_PERMISSIONS[action.verb]) : action.allowed ? undefined : action.why;
        const isOff = !may || !action.allowed;
        return (
          <Button
            key={action.verb}
            variant={action === first && !isOff ? 'filled' : 'default'}
            data-danger={action.verb === 'cancel' || undefined}
            classNames={{ root: styles.verb ?? '' }}
            aria-disabled={isOff || undefined}
            data-tip={off ?? action.effect}
            onClick={() => {
              if (!isOff) setAsking(action);
            }}
          >
            {action.title}
          </Button>
        );
      })}
      {asking ? <VerbDialog run={run} action={asking} onClose={() => setAsking(undefined)} /> : null}
    </div>
  );
}

/** Verbs that make no sense in the run's state are left out, except those people look for. */
function isOffered(action: RunAction): boolean {
  return action.allowed || action.verb === 'retry' || action.verb === 'cancel' || action.verb === 'replay';
}
