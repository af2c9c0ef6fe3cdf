CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE entries (id bigint PRIMARY KEY, mood mood NOT NULL DEFAULT 'happy');
