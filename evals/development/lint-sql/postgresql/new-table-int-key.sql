SET lock_timeout = '2s';
SET statement_timeout = '15min';
CREATE TABLE IF NOT EXISTS badges (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL
);
