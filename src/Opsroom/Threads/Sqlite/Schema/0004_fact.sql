-- What servers agree on, told once: which data key seals this store.
CREATE TABLE fact (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

INSERT INTO schema_version (version, oldest_compatible) VALUES (4, 3);
