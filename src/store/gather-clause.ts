/** An event as new as the one that is pending, or newer, by its own time: only then it stands for the subject. */
const NEWER = '(excluded.happened_at, excluded.source_id) >= (p.happened_at, p.source_id)';

const newest = (column: string): string =>
  `${column} = CASE WHEN ${NEWER} THEN excluded.${column} ELSE p.${column} END`;

/**
 * Part of the statement that takes events in: events that were not known are put to their subjects, each subject once,
 * whatever the order they come in. A subject that rests is due when its rest is over. `$3` says which events.
 */
export const gatherClause = `, wanted AS (
  SELECT * FROM jsonb_to_recordset($3::jsonb) AS x(event_id uuid, tenant text, flow text, by_value text, within_ms int)
), latest AS (
  SELECT DISTINCT ON (w.tenant, w.flow, w.by_value, i.subject)
    w.tenant, w.flow, w.by_value, w.within_ms, i.subject, i.connection, i.type, i.happened_at, i.source_id, i.data,
    count(*) OVER (PARTITION BY w.tenant, w.flow, w.by_value, i.subject) AS events
  FROM wanted w JOIN fresh ON fresh.target = w.event_id JOIN incoming i ON i.id = w.event_id
  ORDER BY w.tenant, w.flow, w.by_value, i.subject, i.happened_at DESC, i.source_id DESC
), gathered AS (
  INSERT INTO gathered_subjects AS p
    (tenant, flow, by_value, subject, connection, type, happened_at, source_id, data, events, due_at)
  SELECT tenant, flow, by_value, subject, connection, type, happened_at, source_id, data, events,
    clock_timestamp() + within_ms * interval '1 millisecond'
  FROM latest ORDER BY tenant, flow, by_value, subject
  ON CONFLICT (tenant, flow, by_value, subject) DO UPDATE SET
    ${['connection', 'type', 'happened_at', 'source_id', 'data'].map(newest).join(', ')},
    events = p.events + excluded.events,
    due_at = coalesce(p.due_at, greatest(excluded.due_at, p.rests_until))
)`;
