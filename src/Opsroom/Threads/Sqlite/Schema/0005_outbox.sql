-- Notices that are still to be sent, one row for each receiver. Times are UTC ticks of 100 ns.
CREATE TABLE outbox (
    webhook  TEXT NOT NULL,
    thread   INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due_at   INTEGER NOT NULL,
    PRIMARY KEY (webhook, thread, sequence)
) WITHOUT ROWID;
CREATE INDEX outbox_by_due ON outbox (webhook, due_at);
CREATE INDEX outbox_by_thread ON outbox (thread);

INSERT INTO schema_version (version, oldest_compatible) VALUES (5, 3);
