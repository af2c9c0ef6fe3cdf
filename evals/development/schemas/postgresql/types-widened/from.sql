CREATE TABLE readings (
    id integer PRIMARY KEY,
    sensor varchar(20) NOT NULL,
    value real,
    precise numeric(6, 2),
    taken_on date NOT NULL
);
