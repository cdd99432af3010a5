import type pg from 'pg';
import { ADVANCE_TASK } from './inbox-store.ts';

/** What the runs share that go one after the other. */
export interface OrderingKey {
  readonly tenant: string;
  readonly flow: string;
  readonly order_key: string;
}

/** Wakes the next run of an ordering key that nobody else woke. */
export interface FollowerWaker {
  /** A run under this key ended: whoever came in while that was written is looked for in a moment. */
  lookBehind(key: OrderingKey): void;
}

const statement = `
WITH next AS (
  SELECT DISTINCT ON (f.tenant, f.flow, f.order_key) f.id, f.state
  FROM jsonb_to_recordset($1::jsonb) AS e(tenant text, flow text, order_key text)
  JOIN runs f ON f.tenant = e.tenant AND f.flow = e.flow AND f.order_key = e.order_key AND f.state <> 'failed'
    AND NOT (f.state = 'held' AND f.lets_pass)
  ORDER BY f.tenant, f.flow, f.order_key, f.state = 'queued', f.seq
), asleep AS (
  SELECT id FROM next WHERE state = 'queued'
    AND NOT EXISTS (SELECT 1 FROM graphile_worker._private_jobs j WHERE j.key = next.id::text)
)
SELECT count(*) FROM graphile_worker.add_jobs((
  SELECT array_agg(('${ADVANCE_TASK}', json_build_object('run', id), NULL, NULL, 25, id::text, NULL, NULL)::graphile_worker.job_spec)
  FROM asleep)) WHERE EXISTS (SELECT 1 FROM asleep)`;

/** Ends that come close together are looked after in one statement. */
const GATHER_MS = 150;
/** And once more, for a claim that was slower than that to be turned away. */
const AGAIN_MS = 1_500;

/**
 * The commit that ends a run wakes the next one it can see. A run that is stored while that commit is under way is not
 * seen by it, and sees itself behind the one that ends: neither would wake it. So the key is looked at once more, with
 * a snapshot taken after the end.
 */
export function createFollowerWaker(pool: pg.Pool): FollowerWaker {
  let keys = new Map<string, OrderingKey>();
  const wake = (values: string): void => {
    // Without a database the workers' regular look for stuck runs finds them.
    pool.query({ name: 'wake-followers', text: statement, values: [values] }).catch(() => undefined);
  };
  const look = (): void => {
    const values = JSON.stringify([...keys.values()]);
    keys = new Map();
    wake(values);
    setTimeout(wake, AGAIN_MS, values).unref();
  };
  return {
    lookBehind: ({ tenant, flow, order_key }) => {
      if (keys.size === 0) setTimeout(look, GATHER_MS).unref();
      keys.set(JSON.stringify([tenant, flow, order_key]), { tenant, flow, order_key });
    },
  };
}
