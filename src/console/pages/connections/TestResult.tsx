import { IconAlertTriangle, IconCircleCheck, IconCircleX, type IconProps } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { ConnectionTest } from '../../../api/types.ts';
import { When } from '../../parts/When.tsx';
import styles from './TestResult.module.css';

type Result = ConnectionTest['result'];

const ICONS: Readonly<Record<Result, ComponentType<IconProps>>> = {
  pass: IconCircleCheck,
  warn: IconAlertTriangle,
  fail: IconCircleX,
};
const WORDS: Readonly<Record<Result, string>> = { pass: 'Passed', warn: 'Passed with warnings', fail: 'Failed' };
const ORDER: readonly Result[] = ['fail', 'warn', 'pass'];

interface TestResultProps {
  readonly test: ConnectionTest | undefined;
  readonly running: boolean;
}

/** The findings of the last test, in words; the worst first. What is fine is folded away. */
export function TestResult({ test, running }: TestResultProps) {
  if (running)
    return (
      <p className={styles.running} role="status">
        Testing: login, rights, clocks, settings. Only reads are made.
      </p>
    );
  if (!test) return <p className={styles.never}>Never tested. A test only reads; it takes a few seconds.</p>;
  const Icon = ICONS[test.result];
  const checks = test.checks.toSorted((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result));
  const wrong = checks.filter((check) => check.result !== 'pass');
  const fine = checks.filter((check) => check.result === 'pass');
  return (
    <div className={styles.test}>
      <p className={styles.head} data-result={test.result} role="status">
        <Icon size={16} aria-hidden /> {WORDS[test.result]}{' '}
        <span className={styles.when}>
          tested <When at={test.at} />
        </span>
      </p>
      <Checks checks={wrong} />
      {fine.length > 0 ? (
        <details open={wrong.length === 0 && fine.length <= 3}>
          <summary>
            {fine.length} {fine.length === 1 ? 'check is' : 'checks are'} fine
          </summary>
          <Checks checks={fine} />
        </details>
      ) : null}
    </div>
  );
}

function Checks({ checks }: { readonly checks: ConnectionTest['checks'] }) {
  if (checks.length === 0) return null;
  return (
    <ul className={styles.checks}>
      {checks.map((check) => {
        const Icon = ICONS[check.result];
        return (
          <li key={check.name} data-result={check.result}>
            <Icon size={16} aria-hidden />
            <div>
              <strong>{check.name}</strong> {check.message}
              {check.remedy ? <p className={styles.remedy}>{check.remedy}</p> : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
