-- An operator's stop, one row per tenant that ever had one. at: UTC ticks of 100 ns.
CREATE TABLE freeze (
    tenant    TEXT NOT NULL PRIMARY KEY,
    is_on     INTEGER NOT NULL,
    reason    TEXT,
    principal TEXT NOT NULL,
    at        INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO schema_version (version, oldest_compatible) VALUES (2, 1);
