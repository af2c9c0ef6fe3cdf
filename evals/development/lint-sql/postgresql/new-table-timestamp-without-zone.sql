SET lock_timeout = '2s';
SET statement_timeout = '15min';
CREATE TABLE IF NOT EXISTS badges (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    given_at timestamp NOT NULL
);
