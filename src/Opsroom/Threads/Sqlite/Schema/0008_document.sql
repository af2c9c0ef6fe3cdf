-- Documents that people brought to be searched. A removed one stays as a row without text, so that indexes hear of it. changed_at in UTC ticks of 100 ns.
CREATE TABLE document (
    tenant     TEXT NOT NULL,
    id         TEXT NOT NULL,
    revision   INTEGER NOT NULL,
    source     TEXT NOT NULL,
    title      TEXT NOT NULL,
    tags       TEXT NOT NULL,
    format     TEXT NOT NULL,
    origin     TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    text       TEXT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX document_by_revision ON document (revision);
CREATE INDEX document_by_source ON document (tenant, source) WHERE text IS NOT NULL;

INSERT INTO schema_version (version, oldest_compatible) VALUES (8, 7);
