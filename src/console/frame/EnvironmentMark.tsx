import { useSession } from '../data/session.ts';
import styles from './EnvironmentMark.module.css';

const MEANING = {
  sandbox: 'Sandbox: nothing here reaches a real system',
  test: 'Test system: orders here are not real',
  production: 'Production: what you do here is real',
} as const;

/** The environment's name, always in sight, so that nobody works in the wrong one. */
export function EnvironmentMark() {
  const environment = useSession()?.environment;
  if (!environment) return null;
  return (
    <span className={styles.mark} data-kind={environment.kind} data-tip={MEANING[environment.kind]}>
      <span className="visually-hidden">Environment: </span>
      <span className={styles.name}>{environment.name}</span>
    </span>
  );
}
