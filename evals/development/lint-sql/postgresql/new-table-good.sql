SET lock_timeout = '2s';
SET statement_timeout = '15min';
CREATE TABLE IF NOT EXISTS badges (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    level text NOT NULL DEFAULT 'basic' CHECK (level IN ('basic', 'gold')),
    given_at timestamptz NOT NULL DEFAULT now()
);
