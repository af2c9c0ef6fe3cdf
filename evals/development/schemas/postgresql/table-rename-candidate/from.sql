CREATE TABLE clients (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    since date,
    city text
);
