CREATE TABLE tickets (
    id bigint PRIMARY KEY,
    title text NOT NULL,
    state text NOT NULL,
    owner text,
    tags text[],
    opened_at timestamptz NOT NULL
);
CREATE INDEX tickets_state_idx ON tickets (state) WHERE state <> 'closed';
CREATE INDEX tickets_opened_idx ON tickets (opened_at DESC NULLS LAST, id);
CREATE INDEX tickets_tags_idx ON tickets USING gin (tags);
CREATE UNIQUE INDEX tickets_title_key ON tickets (lower(title));
CREATE INDEX tickets_owner_covering_idx ON tickets (owner) INCLUDE (title, state);
CREATE INDEX tickets_hash_idx ON tickets USING hash (owner);
