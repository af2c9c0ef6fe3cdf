-- What one server of any version can read: schema_version keeps a row per file that was applied.
CREATE TABLE schema_version (
    version           INTEGER PRIMARY KEY,
    oldest_compatible INTEGER NOT NULL
);

-- A thread and what lists show of it. Times are UTC ticks of 100 ns.
CREATE TABLE thread (
    id         INTEGER PRIMARY KEY,
    tenant     TEXT NOT NULL,
    thread_id  TEXT NOT NULL,
    epoch      INTEGER NOT NULL,
    sequence   INTEGER NOT NULL,
    hash       BLOB NOT NULL,
    status     TEXT,
    kind       TEXT,
    agent      TEXT,
    title      TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX thread_by_name ON thread (tenant, thread_id);
CREATE INDEX thread_by_update ON thread (tenant, (kind IS 'tool'), updated_at);
CREATE INDEX thread_unfinished ON thread (tenant) WHERE status IN ('in_progress', 'pending_approval');

-- The last epoch of a deleted thread: one of the same name starts above it.
CREATE TABLE thread_deleted (
    tenant    TEXT NOT NULL,
    thread_id TEXT NOT NULL,
    epoch     INTEGER NOT NULL,
    PRIMARY KEY (tenant, thread_id)
) WITHOUT ROWID;

-- The journal. id = thread.id * 2^24 + sequence: one key, and the events of a thread lie together.
CREATE TABLE event (
    id    INTEGER PRIMARY KEY,
    kind  TEXT NOT NULL,
    hash  BLOB NOT NULL,
    bytes BLOB NOT NULL
);

-- state: 0 being written, 1 complete, 2 to be removed.
CREATE TABLE blob (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL,
    size   INTEGER NOT NULL,
    state  INTEGER NOT NULL
);
CREATE UNIQUE INDEX blob_complete ON blob (sha256) WHERE state = 1;
CREATE INDEX blob_incomplete ON blob (state) WHERE state <> 1;

-- id = blob.id * 2^20 + ordinal.
CREATE TABLE blob_part (
    id    INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
);

-- Which threads refer to which blobs.
CREATE TABLE thread_blob (
    thread INTEGER NOT NULL,
    blob   INTEGER NOT NULL,
    PRIMARY KEY (thread, blob)
) WITHOUT ROWID;
CREATE INDEX thread_blob_by_blob ON thread_blob (blob);

-- cost in pico-dollars.
CREATE TABLE usage (
    tenant              TEXT NOT NULL,
    day                 TEXT NOT NULL,
    agent               TEXT NOT NULL,
    model               TEXT NOT NULL,
    calls               INTEGER NOT NULL,
    input_tokens        INTEGER NOT NULL,
    cached_input_tokens INTEGER NOT NULL,
    output_tokens       INTEGER NOT NULL,
    cost                INTEGER NOT NULL,
    PRIMARY KEY (tenant, day, agent, model)
) WITHOUT ROWID;

-- The part of usage whose journals were deleted, so that the rest can be proved from journals.
CREATE TABLE usage_of_deleted (
    tenant              TEXT NOT NULL,
    day                 TEXT NOT NULL,
    agent               TEXT NOT NULL,
    model               TEXT NOT NULL,
    calls               INTEGER NOT NULL,
    input_tokens        INTEGER NOT NULL,
    cached_input_tokens INTEGER NOT NULL,
    output_tokens       INTEGER NOT NULL,
    cost                INTEGER NOT NULL,
    PRIMARY KEY (tenant, day, agent, model)
) WITHOUT ROWID;

CREATE TABLE idempotency (
    tenant      TEXT NOT NULL,
    principal   TEXT NOT NULL,
    key         TEXT NOT NULL,
    body_digest TEXT NOT NULL,
    thread      INTEGER NOT NULL,
    run_id      TEXT NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (tenant, principal, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_by_age ON idempotency (at);
CREATE INDEX idempotency_by_thread ON idempotency (thread);

INSERT INTO schema_version (version, oldest_compatible) VALUES (1, 1);
