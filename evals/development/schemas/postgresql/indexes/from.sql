CREATE TABLE tickets (
    id bigint PRIMARY KEY,
    title text NOT NULL,
    state text NOT NULL,
    owner text,
    tags text[],
    opened_at timestamptz NOT NULL
);
CREATE INDEX tickets_state_idx ON tickets (state);
CREATE INDEX tickets_owner_idx ON tickets (owner);
CREATE UNIQUE INDEX tickets_title_key ON tickets (title);
