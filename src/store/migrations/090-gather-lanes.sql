-- Finds the gatherings that have something due, and the subjects of one of them, without reading those of the others.
CREATE INDEX gathered_subjects_lane ON gathered_subjects (tenant, flow, by_value, due_at) WHERE due_at IS NOT NULL;
