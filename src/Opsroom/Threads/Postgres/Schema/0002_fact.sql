-- What servers agree on, told once: which data key seals this store.
CREATE TABLE fact (
    name  text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
);

INSERT INTO schema_version (version, oldest_compatible) VALUES (2, 1);
