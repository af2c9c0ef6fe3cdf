CREATE TABLE boxes (
    id bigint PRIMARY KEY,
    width numeric NOT NULL,
    height numeric NOT NULL,
    label text
);
