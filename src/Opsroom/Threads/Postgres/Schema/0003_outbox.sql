-- Notices that are still to be sent, one row for each receiver. Times are UTC ticks of 100 ns.
CREATE TABLE outbox (
    webhook  text COLLATE "C" NOT NULL,
    thread   bigint NOT NULL,
    sequence bigint NOT NULL,
    at       bigint NOT NULL,
    attempts integer NOT NULL,
    due_at   bigint NOT NULL,
    PRIMARY KEY (webhook, thread, sequence)
);
CREATE INDEX outbox_by_due ON outbox (webhook, due_at);
CREATE INDEX outbox_by_thread ON outbox (thread);

INSERT INTO schema_version (version, oldest_compatible) VALUES (3, 1);
