CREATE TABLE jobs (
    id bigint PRIMARY KEY,
    state text DEFAULT 'queued',
    tries integer DEFAULT 0,
    run_at timestamptz DEFAULT now(),
    note text
);
