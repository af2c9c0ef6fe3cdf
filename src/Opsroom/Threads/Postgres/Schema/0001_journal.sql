-- schema_version keeps a row per file that was applied.
CREATE TABLE schema_version (
    version           integer PRIMARY KEY,
    oldest_compatible integer NOT NULL
);

-- A thread and what lists show of it. Times are UTC ticks of 100 ns. sequence 0: it was deleted, and one of the same name starts above its epoch.
CREATE SEQUENCE thread_number;
CREATE TABLE thread (
    id            bigint PRIMARY KEY,
    tenant        text COLLATE "C" NOT NULL,
    thread_id     text COLLATE "C" NOT NULL,
    epoch         bigint NOT NULL,
    sequence      bigint NOT NULL,
    hash          bytea NOT NULL,
    status        text,
    kind          text,
    agent         text,
    title         text,
    created_at    bigint NOT NULL,
    updated_at    bigint NOT NULL,
    journal_bytes bigint NOT NULL,
    file_bytes    bigint NOT NULL,
    UNIQUE (tenant, thread_id)
) WITH (fillfactor = 80);
ALTER SEQUENCE thread_number OWNED BY thread.id;
CREATE INDEX thread_by_update ON thread (tenant, (kind IS NOT DISTINCT FROM 'tool'), updated_at, id) WHERE sequence > 0;
CREATE INDEX thread_by_age ON thread (updated_at, tenant, thread_id) WHERE sequence > 0;
CREATE INDEX thread_unfinished ON thread (tenant, updated_at, id) WHERE status IN ('in_progress', 'pending_approval');

-- The journal: the exact bytes that were appended.
CREATE TABLE event (
    thread   bigint NOT NULL,
    sequence bigint NOT NULL,
    kind     text NOT NULL,
    hash     bytea NOT NULL,
    bytes    bytea NOT NULL,
    PRIMARY KEY (thread, sequence)
);

-- One that is not complete is being written since begun_at, and cannot be read.
CREATE SEQUENCE blob_number;
CREATE TABLE blob (
    id       bigint PRIMARY KEY,
    sha256   text COLLATE "C" NOT NULL,
    size     bigint NOT NULL,
    complete boolean NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT now()
);
ALTER SEQUENCE blob_number OWNED BY blob.id;
CREATE UNIQUE INDEX blob_complete ON blob (sha256) WHERE complete;
CREATE INDEX blob_incomplete ON blob (begun_at) WHERE NOT complete;

CREATE TABLE blob_part (
    blob    bigint NOT NULL REFERENCES blob (id) ON DELETE CASCADE,
    ordinal bigint NOT NULL,
    bytes   bytea NOT NULL,
    PRIMARY KEY (blob, ordinal)
);
ALTER TABLE blob_part ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Which threads refer to which blobs.
CREATE TABLE thread_blob (
    thread bigint NOT NULL,
    blob   bigint NOT NULL REFERENCES blob (id),
    PRIMARY KEY (thread, blob)
);
CREATE INDEX thread_blob_by_blob ON thread_blob (blob);

-- cost in pico-dollars.
CREATE TABLE usage (
    tenant              text COLLATE "C" NOT NULL,
    day                 date NOT NULL,
    agent               text COLLATE "C" NOT NULL,
    model               text COLLATE "C" NOT NULL,
    calls               bigint NOT NULL,
    input_tokens        bigint NOT NULL,
    cached_input_tokens bigint NOT NULL,
    output_tokens       bigint NOT NULL,
    cost                bigint NOT NULL,
    PRIMARY KEY (tenant, day, agent, model)
);

-- The part of usage whose journals were deleted, so that the rest can be proved from journals.
CREATE TABLE usage_of_deleted (LIKE usage INCLUDING ALL);

CREATE TABLE idempotency (
    tenant      text COLLATE "C" NOT NULL,
    principal   text COLLATE "C" NOT NULL,
    key         text COLLATE "C" NOT NULL,
    body_digest text NOT NULL,
    thread      bigint NOT NULL,
    run_id      text NOT NULL,
    at          bigint NOT NULL,
    PRIMARY KEY (tenant, principal, key)
);
CREATE INDEX idempotency_by_age ON idempotency (at);
CREATE INDEX idempotency_by_thread ON idempotency (thread);

-- An operator's stop, one row per tenant that ever had one.
CREATE TABLE tenant_freeze (
    tenant    text COLLATE "C" PRIMARY KEY,
    is_on     boolean NOT NULL,
    reason    text,
    principal text NOT NULL,
    at        bigint NOT NULL
);

INSERT INTO schema_version (version, oldest_compatible) VALUES (1, 1);
