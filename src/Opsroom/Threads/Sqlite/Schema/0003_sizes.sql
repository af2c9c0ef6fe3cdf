-- What retention goes by: how much a thread holds, and which threads have not changed for longest.
ALTER TABLE thread ADD COLUMN journal_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE thread ADD COLUMN file_bytes INTEGER NOT NULL DEFAULT 0;

-- event.id = thread.id * 2^24 + sequence.
UPDATE thread SET
    journal_bytes = (
        SELECT coalesce(sum(length(event.bytes)), 0) FROM event
        WHERE event.id BETWEEN thread.id << 24 AND (thread.id << 24) + thread.sequence),
    file_bytes = (
        SELECT coalesce(sum(json_extract(CAST(event.bytes AS TEXT), '$.size')), 0) FROM event
        WHERE event.id BETWEEN thread.id << 24 AND (thread.id << 24) + thread.sequence AND event.kind IN ('file_received', 'artifact_written'));

CREATE INDEX thread_by_age ON thread (updated_at, tenant, thread_id);

INSERT INTO schema_version (version, oldest_compatible) VALUES (3, 3);
