CREATE TABLE readings (
    id bigint PRIMARY KEY,
    sensor text NOT NULL,
    value double precision,
    precise numeric(12, 2),
    taken_on timestamp NOT NULL
);
