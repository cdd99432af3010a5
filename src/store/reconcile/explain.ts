import type pg from 'pg';
import type { Finding, Subject } from '../../core/reconcile/model.ts';
import type {
  ClaimedReconciliation,
  EvidenceQuestion,
  Explained,
  RecordEvidence,
  Unexplained,
} from '../../engine/reconcile-ports.ts';
import { jsonbText } from '../jsonb.ts';
import { normalizeKey } from '../run-keys.ts';

/** The ids of a system to which links lead; asked for by their own side or the other. */
export async function linkedIds(
  pool: pg.Pool,
  tenant: string,
  kind: string,
  system: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'linked-ids',
    text: `SELECT q.id FROM unnest($4::text[]) AS q(id)
      WHERE EXISTS (SELECT 1 FROM links l WHERE l.tenant = $1 AND l.kind = $2 AND l.right_system = $3 AND l.right_id = q.id)
        OR EXISTS (SELECT 1 FROM links l WHERE l.tenant = $1 AND l.kind = $2 AND l.left_system = $3 AND l.left_id = q.id)`,
    values: [tenant, kind, system, ids],
  });
  return new Set(rows.map(({ id }) => id));
}

interface DifferenceRow {
  id: string;
  key: string;
  kind: Finding['kind'];
  field: string;
  left_value: string | null;
  right_value: string | null;
  fingerprint: string;
  left_record: Finding['left'] | null;
  right_record: Finding['right'] | null;
}

export async function unexplained(
  pool: pg.Pool,
  { id }: ClaimedReconciliation,
  limit: number,
): Promise<readonly Unexplained[]> {
  const { rows } = await pool.query<DifferenceRow>(
    `SELECT id, key, kind, field, left_value, right_value, fingerprint, left_record, right_record FROM differences
    WHERE reconciliation = $1 AND state = 'confirmed' ORDER BY id LIMIT $2`,
    [id, limit],
  );
  return rows.map((row) => ({
    id: row.id,
    finding: {
      key: row.key,
      kind: row.kind,
      ...(row.field === '' ? {} : { field: row.field }),
      ...(row.left_value === null ? {} : { leftValue: row.left_value }),
      ...(row.right_value === null ? {} : { rightValue: row.right_value }),
      fingerprint: row.fingerprint,
      ...(row.left_record ? { left: row.left_record } : {}),
      ...(row.right_record ? { right: row.right_record } : {}),
    },
  }));
}

interface EvidenceRow {
  run: {
    id: string;
    flow: string;
    state: string;
    endedAt: number | null;
    code: string | null;
    reason: string | null;
  } | null;
  linked_to: string | null;
  repaired: boolean;
}

/**
 * By what a record's runs are found. Lines are explained by the run of their order. A payment's key is its mark in the
 * ledger; its runs know its id in the store. Figures of M3 are told by M3's own name of them.
 */
function namesOf(subject: Subject, { key, left, right }: Finding): string[] {
  if (subject === 'lines') return [key.slice(0, key.lastIndexOf('/'))];
  const own = subject === 'payments' ? left?.id : subject === 'orders' ? undefined : right?.id;
  return own === undefined ? [key] : [key, own];
}

/** A stock figure is of an item in a place; what is linked is the item. */
const linkedId = (subject: Subject, id: string): string => (subject === 'stock' ? (id.split('@')[0] ?? id) : id);

/** One look at runs, links and earlier repairs for many differences. An open run says more than an ended one. */
export async function evidence(
  pool: pg.Pool,
  { id, tenant, subject, left, right }: ClaimedReconciliation,
  findings: readonly Finding[],
  { linkKind, flows }: EvidenceQuestion,
): Promise<readonly RecordEvidence[]> {
  const questions = findings.map((finding) => ({
    key: finding.key,
    names: namesOf(subject, finding).map(normalizeKey),
    left: linkedId(subject, finding.left?.id ?? finding.key),
    right: linkedId(subject, finding.right?.id ?? finding.key),
    kind: finding.kind,
    field: finding.field ?? '',
    fingerprint: finding.fingerprint,
  }));
  const { rows } = await pool.query<EvidenceRow>({
    name: 'reconcile-evidence',
    text: `SELECT (
        SELECT jsonb_build_object('id', r.id, 'flow', r.flow, 'state', r.state, 'endedAt', r.ended, 'code', r.code, 'reason', r.reason)
        FROM run_keys k CROSS JOIN LATERAL (
          SELECT o.id, o.flow, o.state, NULL::double precision AS ended, coalesce(o.failure->>'code', o.hold->'failure'->>'code') AS code,
            coalesce(o.hold->>'reason', o.failure->>'message') AS reason FROM runs o WHERE o.id = k.run_id AND o.tenant = $1
          UNION ALL
          SELECT h.id, h.flow, h.state, extract(epoch FROM h.ended_at) * 1000, NULL, NULL
          FROM run_history h WHERE h.day = k.day AND h.id = k.run_id AND h.tenant = $1) r
        WHERE k.tenant = $1 AND k.key = ANY(ARRAY(SELECT jsonb_array_elements_text(q.q->'names')))
          AND (cardinality($8::text[]) = 0 OR r.flow = ANY($8::text[]))
        ORDER BY r.ended IS NOT NULL, r.state IN ('held', 'failed') DESC, r.id DESC LIMIT 1) AS run,
      (SELECT CASE WHEN l.left_id = ANY(ARRAY[q.q->>'left', q.q->>'key']) THEN l.right_id ELSE l.left_id END FROM links l
        WHERE l.tenant = $1 AND l.kind = $2 AND (l.left_id = ANY(ARRAY[q.q->>'left', q.q->>'key']) AND l.left_system = $3 AND l.right_system = $4
          OR l.right_id = ANY(ARRAY[q.q->>'right', q.q->>'key']) AND l.right_system = $4 AND l.left_system = $3) LIMIT 1) AS linked_to,
      EXISTS (SELECT 1 FROM differences d WHERE d.tenant = $1 AND d.subject = $5 AND d.key = q.q->>'key' AND d.kind = q.q->>'kind'
        AND d.field = q.q->>'field' AND d.fingerprint = q.q->>'fingerprint' AND d.state = 'repaired' AND d.reconciliation <> $6
        AND d.settled_at > now() - interval '7 days') AS repaired
      FROM jsonb_array_elements($7::jsonb) WITH ORDINALITY AS q(q, n) ORDER BY q.n`,
    values: [tenant, linkKind ?? '', left, right, subject, id, jsonbText(questions), flows],
  });
  return rows.map(({ run, linked_to, repaired }) => ({
    ...(run === null
      ? {}
      : {
          run: {
            id: run.id,
            flow: run.flow,
            state: run.state,
            ...(run.endedAt === null ? {} : { endedAt: run.endedAt }),
            ...(run.code === null ? {} : { code: run.code }),
            ...(run.reason === null ? {} : { reason: run.reason }),
          },
        }),
    ...(linked_to === null ? {} : { linkedTo: linked_to }),
    repairedBefore: repaired,
  }));
}

/** Connections with a poll that fails and has not read well for five minutes. */
export async function behind(
  pool: pg.Pool,
  tenant: string,
  connections: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ connection: string }>(
    `SELECT DISTINCT connection FROM polls WHERE tenant = $1 AND connection = ANY($2) AND failure IS NOT NULL
      AND coalesce(last_ok_at, '-infinity') < now() - interval '5 minutes'`,
    [tenant, connections],
  );
  return rows.map(({ connection }) => connection);
}

/**
 * Writes down what explains each difference. One that somebody has ignored or taken as agreed stays so while both
 * values are what they were.
 */
export async function saveCauses(
  pool: pg.Pool,
  { id, tenant, subject, left, right }: ClaimedReconciliation,
  explained: readonly Explained[],
): Promise<void> {
  const rows = explained.map(({ id: difference, cause, runId, linked }) => ({
    id: difference,
    state: cause.isKnown ? 'known' : 'open',
    cause: cause.code,
    text: cause.text,
    run: runId,
    linked,
  }));
  await pool.query({
    name: 'save-causes',
    text: `UPDATE differences d SET cause = e->>'cause', cause_text = e->>'text', run_id = (e->>'run')::uuid,
        linked = (e->>'linked')::boolean, state = CASE WHEN i.id IS NULL THEN e->>'state' ELSE 'ignored' END,
        repair = i.repair, reason = i.reason, settled_by = i.settled_by, settled_at = i.settled_at
      FROM jsonb_array_elements($6::jsonb) AS e LEFT JOIN LATERAL (
        SELECT o.id, o.repair, o.reason, o.settled_by, o.settled_at
        FROM differences n JOIN differences o ON o.tenant = n.tenant AND o.subject = n.subject AND o.key = n.key
          AND o.kind = n.kind AND o.field = n.field AND o.fingerprint = n.fingerprint AND o.state = 'ignored'
        JOIN reconciliations r ON r.id = o.reconciliation AND r.left_connection = $4 AND r.right_connection = $5
        WHERE n.id = (e->>'id')::uuid AND o.reconciliation <> n.reconciliation
        ORDER BY o.id DESC LIMIT 1) i ON true
      WHERE d.tenant = $1 AND d.subject = $2 AND d.reconciliation = $3 AND d.id = (e->>'id')::uuid`,
    values: [tenant, subject, id, left, right, jsonbText(rows)],
  });
}
