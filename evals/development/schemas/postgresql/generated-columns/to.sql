CREATE TABLE boxes (
    id bigint PRIMARY KEY,
    width numeric NOT NULL,
    height numeric NOT NULL,
    label text,
    area numeric GENERATED ALWAYS AS (width * height) STORED,
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple', coalesce(label, ''))) STORED
);
CREATE INDEX boxes_search_idx ON boxes USING gin (search);
