import { Button } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import type { Problem } from '../../api/problem.ts';
import { problemOf } from '../data/client.ts';
import { Copy } from './Copy.tsx';
import styles from './ErrorPanel.module.css';

interface ErrorPanelProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** An error as people need it: what happened, what to do, and the marks by which others find it again. */
export function ErrorPanel({ error, onRetry }: ErrorPanelProps) {
  const problem = problemOf(error);
  return (
    <div className={styles.panel} role="alert">
      <IconAlertTriangle size={20} className={styles.icon} aria-hidden />
      <div className={styles.words}>
        <strong>{problem.title}</strong>
        <p>{problem.detail}</p>
        {problem.errors?.map((fault) => (
          <p key={fault.pointer + fault.detail}>
            <code>{fault.pointer}</code> {fault.detail}
          </p>
        ))}
        {problem.remedy ? <p className={styles.remedy}>{problem.remedy}</p> : null}
        <p className={styles.marks}>
          <code>{problem.code}</code>
          {problem.traceId ? (
            <span>
              correlation id <code>{problem.traceId}</code>
            </span>
          ) : null}
          <Copy text={reportOf(problem)} what="error report" />
        </p>
      </div>
      {onRetry ? (
        <Button variant="default" size="xs" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
          Try again
        </Button>
      ) : null}
    </div>
  );
}

function reportOf(problem: Problem): string {
  const { title, detail, code, status, instance, traceId } = problem;
  return [title, detail, `code ${code}`, `status ${status}`, instance, traceId && `correlation id ${traceId}`]
    .filter(Boolean)
    .join('\n');
}
