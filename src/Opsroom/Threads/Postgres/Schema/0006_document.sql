-- Documents that people brought to be searched. A removed one stays as a row without text, so that indexes hear of it. changed_at in UTC ticks of 100 ns.
CREATE TABLE document (
    tenant     text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    revision   bigint NOT NULL,
    source     text COLLATE "C" NOT NULL,
    title      text NOT NULL,
    tags       text NOT NULL,
    format     text NOT NULL,
    origin     text NOT NULL,
    sha256     text NOT NULL,
    changed_at bigint NOT NULL,
    text       text,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX document_by_revision ON document (revision);
CREATE INDEX document_by_source ON document (tenant, source) WHERE text IS NOT NULL;

INSERT INTO schema_version (version, oldest_compatible) VALUES (6, 5);
