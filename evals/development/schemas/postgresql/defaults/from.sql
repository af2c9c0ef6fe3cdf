CREATE TABLE jobs (
    id bigint PRIMARY KEY,
    state text DEFAULT 'new',
    tries integer,
    run_at timestamptz DEFAULT '2020-01-01 00:00:00+00',
    note text DEFAULT 'it''s; "quoted" -- no comment'
);
