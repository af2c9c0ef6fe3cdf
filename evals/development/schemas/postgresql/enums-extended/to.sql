CREATE TYPE mood AS ENUM ('sad', 'okay', 'happy', 'over "the" moon');
CREATE TABLE entries (id bigint PRIMARY KEY, mood mood NOT NULL DEFAULT 'okay');
